// The foot of a Tape: buttons that step, and the player.

import { able } from "../kit/dom.js";
import { Player } from "../kit/player.js";
import { showPlaying, stepping } from "../kit/toolbar.js";

export class Foot {
  /** @param {import("./tape.js").Tape} tape */
  constructor(tape) {
    this.tape = tape;
    this.buttons = stepping(this.steps());
    this.player = new Player({
      rows: () => this.rows(),
      row: (row) => tape.follow(row),
      next: () => this.next(),
      changed: (on) => showPlaying(this.buttons.play, on),
    });
  }

  steps() {
    const { tape } = this;
    const letter = (way) => () => tape.jump(tape.journey.letter(tape.now, way));
    return {
      first: () => tape.jump(0),
      back: () => tape.jump(tape.now - 1),
      next: () => tape.jump(tape.now + 1),
      last: () => tape.jump(tape.journey.last),
      letterBack: letter(-1),
      letterOn: letter(1),
      play: () => this.play(),
      turn: tape.recorded.goesBack ? () => tape.turn() : undefined,
      speed: (factor) => {
        this.player.speed = factor;
      },
    };
  }

  /** How many rows of the tick are played one by one. */
  rows() {
    const { tick, recorded } = this.tape;
    return ["product", "affine"].includes(tick.kind) ? recorded.values(tick.out).length : 0;
  }

  /** Play on; says whether there was a tick. */
  next() {
    const { now, journey } = this.tape;
    if (now === journey.last) return false;
    this.tape.go(now + 1);
    return true;
  }

  /** Play, from the start where all has been played; or pause. */
  play() {
    const { tape, player } = this;
    if (player.on) {
      player.stop();
      return;
    }
    if (tape.now === tape.journey.last) tape.go(0, false);
    player.start();
  }

  stop() {
    this.player.stop();
  }

  show() {
    const { now, journey, tick } = this.tape;
    const { back, next, turn, turnWord } = this.buttons;
    able(back, now > 0);
    able(next, now < journey.last);
    if (turn) turnWord.textContent = tick.back ? "To forward" : "To backward";
  }
}
