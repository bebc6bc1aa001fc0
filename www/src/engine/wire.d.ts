// Generated from crate/wasm by `cargo xtask types`; do not edit.

/**
 * The format of a saved image: an OCI layout in a tar, or what `docker save` writes.
 */
export type ArchiveFormat = "oci" | "docker";

/**
 * What happened in a build, in order.
 */
export type BuildEvent = { kind: "began"; dockerfile: string } | { kind: "plainLog"; text: string } | { kind: "planned"; stages: StageRow[]; instructions: InstructionRow[] } | { kind: "vertexStarted"; vertex: number; name: string } | { kind: "vertexKeyed"; vertex: number; digest: string; parts: KeyPart[]; inputs: KeyInput[] } | { kind: "vertexCached"; vertex: number; name: string; remarks: string[]; surprises: Surprise[] } | { kind: "vertexMissed"; vertex: number; firstBreak: boolean; summary: string; reasons: MissReason[] } | { kind: "log"; vertex: number; stream: Stream; text: string; at: number } | { kind: "printed"; stream: Stream; text: string } | { kind: "status"; vertex: number; text: string; current?: number; total?: number } | { kind: "layer"; vertex: number; instructions: number[]; diffId: string; size: number; changes: number } | { kind: "vertexDone"; vertex: number; seconds: number } | { kind: "vertexFailed"; vertex: number; message: string; line?: number } | { kind: "vertexCancelled"; vertex: number } | { kind: "warning"; diagnostic: Diagnostic } | { kind: "image"; id: string; manifest: string; tags: string[]; size: number; layers: LayerRow[] } | { kind: "failed"; message: string; text: string; line?: number };

/**
 * A build of the project.
 */
export interface BuildRequest {
    /**
     * Path of the Dockerfile. Default `Dockerfile`.
     */
    dockerfile?: string | undefined;
    tags?: string[] | undefined;
    /**
     * Name or number of the stage to build. Default: the last one.
     */
    target?: string | undefined;
    buildArgs?: Record<string, string>;
    noCache?: boolean | undefined;
    /**
     * Stages whose cache is not used.
     */
    noCacheFilter?: string[] | undefined;
    /**
     * Default `"buildkit"`.
     */
    builder?: Builder | undefined;
}

/**
 * Which of docker's builders builds: BuildKit, or the one before it (`DOCKER_BUILDKIT=0`).
 */
export type Builder = "buildkit" | "classic";

/**
 * What a layer does to a path.
 */
export type ChangeKind = "added" | "modified" | "removed";

/**
 * What one slice of a command line brought. `exitCode` is there when it has ended; as long as `requests` are not
 * answered it does not go on.
 */
export interface CommandProgress {
    /**
     * Of the builds in it.
     */
    events?: BuildEvent[];
    output: Printed[];
    requests: HostRequest[];
    exitCode?: number;
    /**
     * There while input goes to a process: it reads from a terminal (edited lines, echoed by the front end) or a pipe.
     */
    reads?: Reads;
    /**
     * There when the command waits for something to happen in a container: so many milliseconds of simulated time until
     * it can. Let them pass (`pass`) and go on; 0 means that there is more to do now. -1: only input or another command can end the wait.
     */
    waits?: number;
    /**
     * Whether signals go on to a process.
     */
    attached: boolean;
}

/**
 * Something that could be typed in place of a piece of the file.
 */
export interface Completion {
    start: number;
    end: number;
    text: string;
    kind: "instruction" | "flag" | "value" | "stage" | "variable" | "path";
    /**
     * A sentence about it, or its value.
     */
    detail: string;
}

/**
 * A field of the configuration that differs (`Env PATH`, `Cmd`); absent where it is not set.
 */
export interface ConfigDifference {
    field: string;
    before?: string;
    after?: string;
}

/**
 * What a container of an image starts with; lists are empty and texts absent where the image sets nothing.
 */
export interface ContainerConfig {
    /**
     * `NAME=value`.
     */
    env: string[];
    entrypoint: string[];
    cmd: string[];
    shell: string[];
    user?: string;
    workingDir?: string;
    stopSignal?: string;
    exposedPorts: string[];
    volumes: string[];
    labels: Record<string, string>;
    onBuild: string[];
    /**
     * `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", text]`.
     */
    healthcheck?: string[];
}

/**
 * `freed` is what the container wrote itself.
 */
export interface ContainerShare {
    id: string;
    name: string;
    image: string;
    freed: number;
}

/**
 * A problem at a place of the user's text.
 */
export interface Diagnostic {
    code: string;
    severity: Severity;
    message: string;
    start: number;
    end: number;
    startLine: number;
    endLine: number;
    help?: string;
    url?: string;
    fix?: Fix;
}

/**
 * Replace the text between two offsets.
 */
export interface Edit {
    start: number;
    end: number;
    text: string;
}

/**
 * A listing in columns, because one object per path would cost more than reading the folder.
 */
export interface EntryColumns {
    /**
     * Paths relative to the folder, separated by NUL; the folder itself is the empty one.
     */
    paths: string;
    /**
     * What symbolic links point at, else nothing; as many as paths, separated by NUL.
     */
    targets: string;
    /**
     * Six per path: kind (the place of its name in `EntryKind`), mode, seconds and nanoseconds of its time, size, and a
     * number from 1 that all names of one file share, or 0.
     */
    numbers: number[];
}

/**
 * What a path is.
 */
export type EntryKind = "file" | "dir" | "symlink" | "fifo" | "device";

/**
 * Where and how a command line runs.
 */
export interface ExecOptions {
    /**
     * Environment variables; `SOURCE_DATE_EPOCH` and `DOCKER_BUILDKIT` are looked at.
     */
    env?: Record<string, string>;
    /**
     * The folder that relative paths count from.
     */
    cwd?: string;
    /**
     * Present when standard error is a terminal.
     */
    terminal?: Terminal | undefined;
    stdoutIsTerminal?: boolean;
    stdinIsTerminal?: boolean;
    /**
     * Whose output is imitated: `book` (20.10), `v28` or `v29`; without it that of the lab's profile.
     */
    profile?: "book" | "v28" | "v29";
    /**
     * Files are those of the project, and there are no questions.
     */
    project?: boolean;
}

/**
 * What came of a `FileCall`.
 */
export type FileAnswer = { kind: "done" } | { kind: "bytes"; bytes: Uint8Array } | { kind: "stat"; stat: GuestFileStat } | { kind: "names"; names: string[] } | { kind: "target"; target: string } | { kind: "refused"; code: string };

/**
 * An operation on a container's files. Paths are absolute.
 */
export type FileCall = { kind: "read"; path: string } | { kind: "write"; path: string; bytes: Uint8Array; append: boolean; mode: number } | { kind: "stat"; path: string; follow: boolean } | { kind: "list"; path: string } | { kind: "readLink"; path: string } | { kind: "makeDir"; path: string; mode: number } | { kind: "remove"; path: string; directory: boolean } | { kind: "rename"; from: string; to: string } | { kind: "chmod"; path: string; mode: number } | { kind: "symlink"; target: string; path: string };

/**
 * One path that a layer adds, changes or removes.
 */
export interface FileChange {
    path: string;
    kind: EntryKind;
    change: ChangeKind;
    size: number;
    mode: number;
    uid: number;
    gid: number;
    mtime: number;
    target?: string;
}

/**
 * What about a file made a step miss.
 */
export type FileEdit = "added" | "removed" | "content" | "mode" | "owner" | "kind" | "target" | "renamed";

/**
 * What would remove a problem.
 */
export interface Fix {
    title: string;
    edits: Edit[];
}

/**
 * Lines, counted from 1, that can be folded to the first of them.
 */
export interface Fold {
    start: number;
    end: number;
    kind: "stage" | "instruction" | "comment";
}

/**
 * What a build would take from the cache. A `failure` is that at which it would end before any step; there are no rows
 * then.
 */
export interface Forecast {
    rows: ForecastRow[];
    failure?: string;
}

/**
 * What each builder would do with an instruction; absent where it makes no step of it.
 */
export interface ForecastRow {
    instruction: InstructionRow;
    buildkit?: Verdict;
    classic?: Verdict;
}

/**
 * A program that a process of a container waits for. The same program has the same `container`, `exec` and `id`.
 */
export interface Guest {
    /**
     * The container's id.
     */
    container: string;
    /**
     * The number of the `exec` whose process it is; the container's first process without.
     */
    exec?: number;
    id: number;
    /**
     * By which name it is asked for, such as `node`.
     */
    program: string;
    argv: string[];
    env: [string, string][];
    cwd: string;
    uid: number;
    gid: number;
    pid: number;
    hostname: string;
    /**
     * Whether its output is a terminal, of `columns` and `rows`.
     */
    tty: boolean;
    columns: number;
    rows: number;
    /**
     * What it finds on standard input, and whether nothing more will come.
     */
    input: string[];
    inputClosed: boolean;
    /**
     * Milliseconds since 1970.
     */
    started: number;
    /**
     * Bytes of its output that are known already; a program that is run again from its start gives them once more.
     */
    delivered: number;
    /**
     * What an earlier run of it kept with `keepMemory`, or nothing.
     */
    memory: string;
}

/**
 * Something for a program that runs.
 */
export type GuestArrival = { kind: "input"; text: string } | { kind: "end" } | { kind: "signal"; name: string };

export type GuestFileKind = "file" | "directory" | "symlink";

export interface GuestFileStat {
    kind: GuestFileKind;
    /**
     * Permission, set-id and sticky bits.
     */
    mode: number;
    size: number;
    /**
     * Milliseconds since 1970.
     */
    mtime: number;
    uid: number;
    gid: number;
}

/**
 * Something that a program wrote.
 */
export interface GuestPiece {
    stream: Stream;
    bytes: Uint8Array;
}

/**
 * An entry of an image's history. `layer` is the place of its layer among the image's, absent if it made none.
 */
export interface HistoryRow {
    createdBy: string;
    created?: number;
    comment: string;
    layer?: number;
}

/**
 * A path of the host's disk. `mode` holds permission, set-id and sticky bits.
 */
export interface HostEntry {
    path: string;
    kind: EntryKind;
    mode: number;
    seconds: number;
    nanoseconds: number;
    size: number;
    target?: string;
}

/**
 * Paths are as the user typed them; relative ones count from `cwd`.
 */
export type HostQuestion = { kind: "stat"; path: string } | { kind: "readFile"; path: string } | { kind: "list"; path: string } | { kind: "readFiles"; root: string; paths: string[] } | { kind: "readStdin" } | { kind: "input" } | { kind: "edit"; path: string; program: string } | { kind: "writeFile"; path: string; bytes: Uint8Array; mode: number } | { kind: "makeDir"; path: string; mode: number } | { kind: "symlink"; path: string; target: string } | { kind: "remove"; path: string };

/**
 * A question to whoever has the disk, to be answered under its `id`.
 */
export interface HostRequest {
    id: number;
    question: HostQuestion;
}

/**
 * The answer to a `HostQuestion`.
 */
export type HostResponse = { kind: "done" } | { kind: "stat"; entry?: HostEntry } | { kind: "bytes"; bytes: Uint8Array } | { kind: "list"; entries: EntryColumns } | { kind: "files"; contents: Uint8Array[]; failures: Unread[] } | { kind: "interrupted" } | { kind: "failed"; message: string };

/**
 * A text in Markdown about a piece of the file.
 */
export interface Hover {
    start: number;
    end: number;
    text: string;
}

/**
 * The line of `.dockerignore` that decided about a path.
 */
export interface IgnoreRule {
    line: number;
    pattern: string;
}

/**
 * Everything about an image that does not lie in its layers. `json` is the configuration whose digest is the id.
 */
export interface ImageDetails {
    id: string;
    names: string[];
    manifest: string;
    size: number;
    created: number;
    os: string;
    architecture: string;
    author?: string;
    config: ContainerConfig;
    history: HistoryRow[];
    layers: LayerRow[];
    json: string;
}

/**
 * What has to happen to one image for it to become another. `sharedLayers` counts from the lowest.
 */
export interface ImageDiff {
    before: string;
    after: string;
    sharedLayers: number;
    config: ConfigDifference[];
    files: PathDifference[];
}

/**
 * An image of the local store. `size` is that of its layers together.
 */
export interface ImageRow {
    id: string;
    names: string[];
    size: number;
    created: number;
    layers: LayerRow[];
}

/**
 * `unique` are the bytes that no other image holds, `freed` those that removing it would free: none while a container
 * stands on it.
 */
export interface ImageShare {
    id: string;
    names: string[];
    size: number;
    unique: number;
    freed: number;
    containers: string[];
}

/**
 * An instruction of the Dockerfile. `vertex` is absent when nothing is executed for it.
 */
export interface InstructionRow {
    id: number;
    stage: number;
    keyword: string;
    text: string;
    startLine: number;
    endLine: number;
    vertex?: number;
    metadataOnly: boolean;
}

/**
 * An input of a step. `paths` are those whose content may stand for the whole input; absent if only the input's own key
 * counts. `content` is the digest of that content, once somebody had to look.
 */
export interface KeyInput {
    vertex?: number;
    name: string;
    paths?: string[];
    content?: string;
}

/**
 * A part of what a step is known by in the cache.
 */
export type KeyPart = { kind: "word"; text: string } | { kind: "variable"; name: string; value: string; source: VariableSource } | { kind: "option"; name: string; value: string };

/**
 * A simulated Docker host with a project to build.
 */
export class Lab {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Do a bounded part of a command. Its exit code ends the task.
     */
    advanceExec(task: number): CommandProgress;
    /**
     * Do a bounded part of a build. A state other than `running` ends the task.
     */
    advance(task: number): Progress;
    /**
     * Our own advice on a Dockerfile of the project, which no build gives: what makes builds slower, images bigger or
     * less safe than they need be.
     */
    advise(path: string): Diagnostic[];
    /**
     * Hand over what a program wrote, and its exit status (0 to 255) once it has ended.
     */
    answerGuest(container: string, exec: number | null | undefined, pieces: GuestPiece[], exit?: number | null): void;
    /**
     * Answer a question of a command.
     */
    answer(task: number, id: number, response: HostResponse): void;
    blob(digest: string): Uint8Array;
    /**
     * End a build or a command at its next `advance`. A task that has ended is left alone.
     */
    cancel(task: number): void;
    /**
     * What is wrong in a Dockerfile of the project, and what BuildKit's checks remark on it.
     */
    check(path: string): Diagnostic[];
    chmod(path: string, mode: number): void;
    /**
     * End the input of that process: Ctrl-D at the start of a line, or the end of a pipe.
     */
    closeInput(task: number): void;
    /**
     * What could be typed at a place of a line of the shell; `cursor` counts UTF-16 units.
     */
    completeLine(line: string, cursor: number): LineCompletions;
    /**
     * What could be typed at an offset, paths of the project included.
     */
    complete(text: string, offset: number): Completion[];
    /**
     * Where the stage or the variable at an offset is defined.
     */
    definition(text: string, offset: number): Range | undefined;
    /**
     * End an attached command and let its process go on: Ctrl-P Ctrl-Q.
     */
    detach(task: number): void;
    /**
     * What two images differ in. A container, by name or id, stands for the image that committing it would make.
     */
    diff(before: string, after: string): ImageDiff;
    /**
     * In how many milliseconds something happens in a container by itself, if it does.
     */
    due(): number | undefined;
    /**
     * Begin to run a command line, without the name of the program; the task's number is for `advanceExec`.
     */
    exec(argv: string[], options: ExecOptions): number;
    /**
     * The unified diff of a file in two images, if both hold it as short text.
     */
    fileDiff(before: string, after: string, path: string): string | undefined;
    /**
     * Everything in the project, in the order of the paths.
     */
    files(): ProjectEntry[];
    /**
     * Replace the lab's state with what was imported. Fails, and changes nothing, while blobs are missing.
     */
    finishImport(): void;
    /**
     * What can be folded away, in the order of the first lines.
     */
    folds(text: string): Fold[];
    /**
     * What a build would take from the cache, without building: with both builders, instruction by instruction.
     */
    forecast(request: BuildRequest): Forecast;
    /**
     * The text in its stable form. Comments stay, and the result means the same.
     */
    format(text: string): string;
    /**
     * What has arrived for a program since the last call.
     */
    guestArrivals(container: string, exec?: number | null): GuestArrival[];
    /**
     * Do one operation on a container's files for a program of a user.
     */
    guestFile(container: string, uid: number, gid: number, call: FileCall): FileAnswer;
    /**
     * The programs that are to be run now. One stays until it is answered with an exit status.
     */
    guests(): Guest[];
    /**
     * What there is to say about the text at an offset: a variable's value there, what a flag or an instruction does.
     */
    hover(text: string, offset: number): Hover | undefined;
    /**
     * Configuration and history of an image, by name or id.
     */
    imageDetails(reference: string): ImageDetails;
    images(): ImageRow[];
    /**
     * Begin to take in an index. Returns the digests of the blobs to `putBlob` before `finishImport`.
     */
    importState(index: Uint8Array | number[]): string[];
    /**
     * Give bytes to the process that a command is attached to; for a terminal whole lines, with their newline.
     */
    input(task: number, bytes: Uint8Array | number[]): void;
    /**
     * Ctrl-C for what a shell session runs. At its prompt, answer `interrupted` instead.
     */
    interrupt(task: number): void;
    /**
     * Remember what a program keeps in memory, for a run of it in another process. It is part of the state.
     */
    keepMemory(container: string, exec: number | null | undefined, memory: string): void;
    /**
     * What a layer does to the content of a file, against the layers below.
     */
    layerDiff(diffId: string, path: string): LayerDiff;
    /**
     * The content of a file that a layer holds.
     */
    layerFile(diffId: string, path: string): Uint8Array;
    /**
     * What a layer adds, changes and removes.
     */
    layerFiles(diffId: string): FileChange[];
    /**
     * The bytes of a layer's tar that describe a path: its header of 512 bytes, and before it the entries that extend it.
     */
    layerHeader(diffId: string, path: string): Uint8Array;
    /**
     * Take in a part of the catalog: `catalog-images.bin` after a call has failed with the code `needs-images`,
     * `catalog-packages.bin` after `needs-packages`. The same call can be made again then.
     */
    loadCatalog(bytes: Uint8Array | number[]): void;
    /**
     * Replace the project with a ready-made one: `web-ping`.
     */
    loadExample(name: string): void;
    /**
     * Make a folder and those above it; it is fine if it is there.
     */
    makeDir(path: string): void;
    /**
     * A lab with an empty project and an empty store.
     */
    constructor(options?: LabOptions | null);
    /**
     * The simulated time, in milliseconds since 1970.
     */
    now(): number;
    /**
     * Begin a session of the shell; the task's number is for `advanceExec` and `interrupt`.
     */
    openShell(options: ShellOptions): number;
    /**
     * The nodes of a Dockerfile's text.
     */
    parse(text: string): SyntaxColumns;
    /**
     * Let so many milliseconds of simulated time pass, and everything happen in containers that is due by then.
     */
    pass(milliseconds: number): void;
    /**
     * What is behind a port of the machine that a running container has published.
     */
    published(port: number): PublishedPort | undefined;
    putBlob(bytes: Uint8Array | number[]): void;
    /**
     * The container that a host's name or address means inside another one, if it is one that runs. The machine itself
     * is the container without an id.
     */
    reach(container: string, host: string): Reached | undefined;
    readFile(path: string): Uint8Array;
    /**
     * Remove a file, or a folder with everything in it.
     */
    remove(path: string): void;
    rename(from: string, to: string): void;
    /**
     * Tell the process that a command is attached to how large the terminal is now.
     */
    resize(task: number, columns: number, rows: number): void;
    /**
     * An image as an archive that Docker loads.
     */
    save(reference: string, format: ArchiveFormat): Uint8Array;
    /**
     * Say which programs the front end runs. Those of processes that start from now on are asked for by `guests`;
     * without, they say that they are not modelled.
     */
    setGuests(programs: string[]): void;
    /**
     * Which images and containers hold a layer, and what removing one of them would free.
     */
    sharing(): Sharing;
    /**
     * Send a signal, named without `SIG` (`INT` for Ctrl-C): to the process that a command is attached to, else to the
     * command itself, which it ends.
     */
    signal(task: number, name: string): void;
    /**
     * Begin to build the project; the task's number is for `advance` and `cancel`.
     */
    startBuild(request: BuildRequest): number;
    /**
     * Digests of the blobs that belong to the last index.
     */
    stateBlobs(): string[];
    /**
     * Everything but the blobs, which stay available until the next call.
     */
    stateIndex(): Uint8Array;
    symlink(path: string, target: string): void;
    /**
     * The tokens of a Dockerfile's text: start, length and type of each. Blanks lie between them.
     */
    tokens(text: string): Uint32Array;
    /**
     * What an image carries for nothing: files that a later layer replaces or removes.
     */
    waste(reference: string): WastefulImage;
    /**
     * Make or replace a file, with the folders above it. `mode` defaults to that of the file there, or 0644; `mtime`,
     * in seconds, to the lab's time.
     */
    writeFile(path: string, bytes: Uint8Array | number[], mode?: number | null, mtime?: number | null): void;
}

/**
 * What a lab is made with.
 */
export interface LabOptions {
    /**
     * Where identifiers that Docker draws at random come from; the same seed gives the same ones. Default 0.
     */
    seed?: number | undefined;
    /**
     * The time it is in the lab. Default: 2023-11-14 22:13:20 UTC.
     */
    now?: number | undefined;
}

/**
 * What a layer does to a file's content, against the layers below. `text`: a unified diff, against nothing for a file
 * that the layer adds or removes. `same`: only other things about it change. `binary`: no text. `large`: longer than
 * `limit` bytes. `noFile`: a directory, a link or a device.
 */
export type LayerDiff = { kind: "text"; diff: string } | { kind: "same" } | { kind: "binary" } | { kind: "large"; limit: number } | { kind: "noFile" };

/**
 * A layer, its instruction, and that instruction's lines where the Dockerfile is known.
 */
export interface LayerPlace {
    layer: number;
    createdBy: string;
    startLine?: number;
    endLine?: number;
}

/**
 * A layer of an image. `size` is that of its uncompressed tar, `content` that of the files in it, which is what
 * `docker image history` shows.
 */
export interface LayerRow {
    diffId: string;
    size: number;
    content: number;
    createdBy: string;
    fromBase: boolean;
    modelled: boolean;
    instruction?: number;
}

export interface LineCompletion {
    text: string;
    about: string;
}

/**
 * What could be typed at a place of a line: texts for the word that begins at `from`, in UTF-16 units.
 */
export interface LineCompletions {
    from: number;
    items: LineCompletion[];
}

/**
 * Why a step could not be taken from the cache.
 */
export type MissReason = { kind: "firstBuild" } | { kind: "noCache" } | { kind: "pruned" } | { kind: "instruction"; before: string; after: string; words: Word[] } | { kind: "file"; path: string; change: FileEdit; before?: string; after?: string; diff?: string; line?: number } | { kind: "variable"; name: string; source: VariableSource; before?: string; after?: string } | { kind: "parent"; vertex: number; name: string } | { kind: "base"; before: string; after: string } | { kind: "option"; name: string; before?: string; after?: string };

/**
 * Text for the terminal, in the order it was printed.
 */
export interface Output {
    stream: Stream;
    text: string;
}

/**
 * In what the two sides of a path differ.
 */
export type PathAspect = "kind" | "content" | "target" | "mode" | "owner" | "xattrs" | "time";

/**
 * A path that differs between two images. Sizes are those of the files at and below it. `diff` is a unified diff when
 * both contents are short text; of very many only the first have one, and `fileDiff` gives the others.
 */
export interface PathDifference {
    path: string;
    kind: EntryKind;
    change: ChangeKind;
    aspects: PathAspect[];
    sizeBefore: number;
    sizeAfter: number;
    diff?: string;
}

/**
 * Bytes that a command line printed, in the order it printed them.
 */
export interface Printed {
    stream: Stream;
    bytes: Uint8Array;
}

/**
 * What one slice of work brought. `output` is the log as `--progress=plain` prints it.
 */
export interface Progress {
    events: BuildEvent[];
    state: TaskState;
    output: Output[];
}

/**
 * One path of the project, relative to its root. `mode` holds the permission bits.
 */
export interface ProjectEntry {
    path: string;
    kind: EntryKind;
    mode: number;
    size: number;
    mtime: number;
    target?: string;
    /**
     * Present when `.dockerignore` keeps the path out of the build context.
     */
    ignoredBy?: IgnoreRule;
}

/**
 * What is behind a published port of the machine.
 */
export interface PublishedPort {
    /**
     * The container's id.
     */
    container: string;
    address: string;
    port: number;
}

/**
 * A piece of text, in UTF-16 units.
 */
export interface Range {
    start: number;
    end: number;
}

/**
 * A container that a name or an address led to.
 */
export interface Reached {
    /**
     * The container's id.
     */
    container: string;
    address: string;
}

/**
 * Where a process reads its input from.
 */
export type Reads = "terminal" | "pipe";

/**
 * How much a problem matters: `error` stops a build, `warning` is a check of BuildKit's, `advice` and `info` are ours.
 */
export type Severity = "error" | "warning" | "advice" | "info";

/**
 * A layer, with the ids of the images and containers that hold it.
 */
export interface SharedLayer {
    diffId: string;
    content: number;
    createdBy: string;
    images: string[];
    containers: string[];
}

/**
 * Who holds which layers.
 */
export interface Sharing {
    layers: SharedLayer[];
    images: ImageShare[];
    containers: ContainerShare[];
}

/**
 * A session of the shell of the lab's machine, with the project in its home folder and `docker` among its programs.
 */
export interface ShellOptions {
    /**
     * What `sh -c` runs; without it there is a prompt, and each line is asked for.
     */
    script?: string | undefined;
    env?: Record<string, string>;
    terminal?: Terminal | undefined;
    profile?: "book" | "v28" | "v29";
}

/**
 * A stage of the Dockerfile. `needed` is false when the target does not depend on it. `text` is its FROM line as written,
 * `base` what that stands for; `vertex` is absent when no image is loaded for it.
 */
export interface StageRow {
    index: number;
    name: string;
    needed: boolean;
    text: string;
    startLine: number;
    endLine: number;
    base: string;
    vertex?: number;
    modelled: boolean;
}

/**
 * Where text was printed.
 */
export type Stream = "stdout" | "stderr";

/**
 * What changed since a recorded result was made without making it useless.
 */
export type Surprise = { kind: "onlyTimes"; paths: string[] } | { kind: "otherOrigin"; name: string } | { kind: "spelling"; before: string } | { kind: "comment"; before: string } | { kind: "sameContent"; name: string };

/**
 * The nodes of a Dockerfile as columns of numbers, one behind the other; `Syntax` reads them.
 * First four counts: of nodes, of words, of changed texts, and of bytes in these. Then
 * per node: start, end, first line and last line (from 1), index of its first word, number of its words, and the index of the node it stands in (ONBUILD) or 0xffffffff;
 * per word: role (0 keyword, 1 flag, 2 argument, 3 string of a JSON array, 4 heredoc), start, end, and the index of its text among the changed ones or 0xffffffff if it is the text of the file;
 * per changed text: where it ends among them, in UTF-16 units;
 * and all changed texts as UTF-8, four bytes in a number, the first in its lowest byte.
 */
export type SyntaxColumns = Uint32Array;

export type TaskState = "running" | "done" | "failed" | "cancelled";

/**
 * A terminal's size in characters, and whether it shows colours.
 */
export interface Terminal {
    columns: number;
    rows: number;
    colours: boolean;
}

/**
 * A file that could not be read: its place in the question's `paths`, and why in the words of strerror.
 */
export interface Unread {
    index: number;
    message: string;
}

/**
 * Where a variable comes from: ARG or ENV.
 */
export type VariableSource = "arg" | "env";

/**
 * What would become of a step.
 */
export type Verdict = { kind: "hit"; remarks: string[]; surprises: Surprise[] } | { kind: "miss"; firstBreak: boolean; summary: string; reasons: MissReason[] } | { kind: "depends"; vertex: number } | { kind: "fails"; message: string };

/**
 * How a file of a lower layer was hidden. `repeated`: the same content came again.
 */
export type WasteCause = "removed" | "replaced" | "repeated";

/**
 * A file whose bytes are shipped although nobody can see them: by which layer, and which one hides it.
 */
export interface WasteRow {
    path: string;
    bytes: number;
    cause: WasteCause;
    shipped: LayerPlace;
    hidden: LayerPlace;
}

/**
 * What an image carries for nothing. It would lose `reclaimable` of its `size`.
 */
export interface WastefulImage {
    id: string;
    size: number;
    reclaimable: number;
    rows: WasteRow[];
}

/**
 * A word of an instruction, and what became of it.
 */
export interface Word {
    text: string;
    change: WordChange;
}

/**
 * What became of a word of an instruction.
 */
export type WordChange = "kept" | "removed" | "added";

/**
 * SHA-256 of messages that lie one behind the other in `bytes`: 32 bytes for each of the `lengths`. What lies behind the
 * last one is not looked at.
 */
export function sha256(bytes: Uint8Array | number[], lengths: Uint32Array | number[]): Uint8Array;

/**
 * A panic is our bug; its message belongs on the console before the module traps.
 */
export function start(): void;
