// node read_calendar.mjs NODE_MODULES FILE: what ical.js, which Thunderbird is built on, reads in a calendar.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, file] = process.argv.slice(2);
const { default: ICAL } = await import(createRequire(`${folder}/`).resolve("ical.js"));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const local = (time) => time.toString().replace("T", " ").slice(0, 16);
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: local(event.startDate),
    end: local(event.endDate),
    seconds: event.startDate.toUnixTime(),
    status: component.getFirstPropertyValue("status"),
  };
});
console.log(JSON.stringify(events));
