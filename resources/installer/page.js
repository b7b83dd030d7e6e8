// The page of an activation code: counts down, asks for the next code in time, and goes on when a device has taken it.
"use strict";

const LOOK_EVERY_S = 5;
const left = document.getElementById("left");
const again = document.getElementById("again");
const due = Date.now() + Number(left.dataset.left) * 1000;
let ticks = 0;
let looking = false;

function secondsLeft() {
  return Math.max(0, Math.ceil((due - Date.now()) / 1000));
}

function tell() {
  const seconds = secondsLeft();
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  left.textContent = left.dataset.words.replace("{time}", time);
}

function askForTheNext() {
  again.elements.unattended.disabled = false;
  clearInterval(clock);
  again.submit();
}

async function look() {
  looking = true;
  try {
    const answer = await fetch(left.dataset.state, { cache: "no-store", credentials: "same-origin" });
    const state = answer.ok ? await answer.text() : "";
    if (state !== "READY_FOR_ACTIVATION") {
      clearInterval(clock);
      location.replace(left.dataset.device);
    } else if (secondsLeft() === 0) {
      askForTheNext();
    }
  } catch {
    left.textContent = left.dataset.offline;
  } finally {
    looking = false;
  }
}

function tick() {
  ticks += 1;
  if (!looking && (ticks % LOOK_EVERY_S === 0 || secondsLeft() === 0)) {
    look();
  }
  if (secondsLeft() > 0) {
    tell();
  }
}

// The phone stays lit while it is held before a camera. Not every browser can, and none has to.
function stayLit() {
  if (document.visibilityState === "visible" && "wakeLock" in navigator) {
    navigator.wakeLock.request("screen").catch(() => {});
  }
}

stayLit();
document.addEventListener("visibilitychange", stayLit);
tell();
const clock = setInterval(tick, 1000);
