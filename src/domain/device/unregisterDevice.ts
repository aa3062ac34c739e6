/** Ends that pushes are brought to a device, before its sign-in ends. */
import { NotFoundError } from "../errors.ts";
import type { Db, DeviceRow } from "../rows.ts";
import { ownDevices } from "./policy.ts";

/** What waits for it is not sent. Returns the device as it was. Errors: NotFound, also for somebody else's device. */
export async function unregisterDevice(db: Db, userId: string, deviceId: string): Promise<DeviceRow> {
  const device = await db.device.findUnique({ where: { ...ownDevices(userId), id: deviceId } });
  if (device === null) throw new NotFoundError("Device");

  await db.device.deleteMany({ where: { ...ownDevices(userId), id: deviceId } });
  return device;
}
