/** Tells the operator of refusals that a client gets as data: the errors plugin hands them over without a word. */
import SchemaBuilder, { BasePlugin } from "@pothos/core";
import type { PothosOutputFieldConfig, SchemaTypes } from "@pothos/core";
import type { GraphQLFieldResolver } from "graphql";
import { UserError } from "../domain/errors.ts";
import type { Context } from "./context.ts";

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how Pothos learns of a plugin
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      refusals: RefusalsPlugin<Types>;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types["Context"], object>;

/** Stands behind the errors plugin in the builder's list, so that it sees what was thrown before that catches it. */
export class RefusalsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: Resolver<Types>,
    fieldConfig: PothosOutputFieldConfig<Types>,
  ): Resolver<Types> {
    if (fieldConfig.kind !== "Mutation") return resolve;
    return async (source, args, context, info) => {
      try {
        return await resolve(source, args, context, info);
      } catch (error) {
        if (error instanceof UserError) (context as Context).onRefused(error, info.fieldName);
        throw error;
      }
    };
  }
}

SchemaBuilder.registerPlugin("refusals", RefusalsPlugin);
