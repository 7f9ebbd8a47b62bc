/** An answer that waits for other members. It is given once; a second time is ignored. */
export class ParkedAnswer<Answer> {
  readonly answer: Promise<Answer>;
  #resolve: (answer: Answer) => void = () => undefined;

  constructor() {
    this.answer = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  give(answer: Answer): void {
    this.#resolve(answer);
  }
}
