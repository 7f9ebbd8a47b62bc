/** being built */
export class FrameSplitter {}
