/** The three ways in which PostgreSQL looks for words find the same: by their lists, by segments, by conversations. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { finds, followLog } from "./scene.ts";

const SEGMENT = 25_000;

test("what is common is found as what is rare, whatever is asked, in whichever segment it is", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const aside = await bo.makesGroup("Aside", ana);
  const secret = await bo.makesGroup("Secret");
  const bodies = [
    "the red house",
    "a house that is red",
    "red houses by the sea",
    "a red car: https://example.com/car",
    "nothing of the kind",
    "the red house again",
  ];
  for (const [place, body] of bodies.entries()) {
    await rowsOf(app, `SELECT setval('search_document_no_seq', ${(place + 1) * SEGMENT - 1})`);
    // The first has the last number of a segment, the second the first of the next.
    await bo.sends(place === 5 ? aside : conversation, body);
    await bo.sends(secret, body);
    await index.catchUp();
  }
  const expected: readonly (readonly [query: string, filter: object, places: readonly number[]])[] = [
    ["red ", {}, [5, 3, 2, 1, 0]],
    ["re", {}, [5, 3, 2, 1, 0]],
    ["a ", {}, [3, 1]],
    ["red house ", {}, [5, 2, 1, 0]],
    ["hous", {}, [5, 2, 1, 0]],
    ['"red house"', {}, [5, 0]],
    ['"red house" agai', {}, [5]],
    ['red -"red house"', {}, [3, 2, 1]],
    ["red -house ", {}, [3, 2]],
    ["-red ", {}, [4]],
    ['-"red house"', {}, [4, 3, 2, 1]],
    ["", {}, [5, 4, 3, 2, 1, 0]],
    ["", { hasLink: true }, [3]],
    ["red ", { hasLink: true }, [3]],
    ["-car ", { conversationIds: [conversation] }, [4, 2, 1, 0]],
    ["red ", { conversationIds: [aside] }, [5]],
    ["red ", { conversationIds: [secret] }, []],
    ["red ", { senderIds: [ana.id] }, []],
    ["kind ", { senderIds: [bo.id] }, [4]],
  ];
  const findsAll = async (): Promise<void> => {
    for (const [query, filter, places] of expected)
      expect(await finds(ana, query, filter, "NEWEST"), query).toEqual(places.map((place) => bodies[place]));
  };

  await findsAll();
  await rowsOf(app, "UPDATE search_word SET weight = 20");
  await findsAll();
  // They see little of all that there is from now on.
  await rowsOf(app, `SELECT setval('search_document_no_seq', ${100 * SEGMENT})`);
  await findsAll();
});
