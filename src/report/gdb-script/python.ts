/** The Python half of the script of `textpoke gdbinit`, for gdb 12 and later. */
import { physicalWindow } from '../../foundation/addresses.ts';

/** What a command of ours is told of itself. */
export interface CommandText {
  readonly name: string;
  readonly usage?: string | undefined;
  readonly help: string;
}

/** A command that says one line to the monitor. */
export interface PassedCommand extends CommandText {
  /** The words behind `monitor`. */
  readonly words: string;
  /** Whether the guest may be another one afterwards, so that gdb must read anew. */
  readonly changes: boolean;
  /** Whether time may have moved, so that the frame is shown. */
  readonly moves: boolean;
}

/** Defines `own` by the functions below, and `passed` by a table; one name is left in Python. */
export const pythonScript = (
  own: readonly CommandText[],
  passed: readonly PassedCommand[],
): string => `\
import gdb
import re

def textpoke():
    own = ${pythonTable(own.map(({ name, usage = '', help }) => [name, usage, help]))}
    passed = ${pythonTable(
      passed.map(({ name, usage = '', help, words, changes, moves }) => [
        name,
        usage,
        help,
        words,
        changes ? 'changes' : '',
        moves ? 'moves' : '',
      ]),
    )}
    physical_window = 0x${physicalWindow.toString(16).padStart(16, '0')}
${body}
textpoke()
`;

/** A list of tuples; what JSON escapes, Python reads. */
function pythonTable(rows: readonly (readonly string[])[]): string {
  const lines = rows.map(
    (row) => `        (${row.map((cell) => JSON.stringify(cell)).join(', ')}),`,
  );
  return ['[', ...lines, '    ]'].join('\n');
}

const body = String.raw`
    def execute(command, to_string=False):
        """Runs a command without a trace of it, which would be read as what it prints."""
        traced = gdb.parameter("trace-commands")
        gdb.execute("set trace-commands off", to_string=True)
        try:
            return gdb.execute(command, to_string=to_string)
        finally:
            if traced:
                gdb.execute("set trace-commands on")

    def monitor(words):
        """What the monitor answers; of a captured failure gdb drops the reason, so say it again."""
        try:
            return execute("monitor " + words, to_string=True)
        except gdb.error:
            execute("monitor " + words)
            raise

    def flush():
        execute("maintenance flush register-cache", to_string=True)
        execute("maintenance flush dcache", to_string=True)

    def moment():
        return int(re.search(r"moment (\d+)", monitor("when")).group(1))

    class Site:
        """All rows of the table at one address: a site may have several replacements."""
        def __init__(self, rows):
            first = self.first = rows[0]
            self.rows = rows
            self.name = first["Symbol"]
            self.address = int(first["Address"], 16)
            self.size = len(first["Original"].split())
            self.current = first["Current"]
            self.states = [row["State"] for row in rows]

        @property
        def state(self):
            return " and ".join(dict.fromkeys(self.states))

        @property
        def is_torn(self):
            return any(state in ("torn", "being written") for state in self.states)

        @property
        def is_done(self):
            return all(state in ("patched", "skipped") for state in self.states)

        def now(self):
            return sites("0x%016x" % self.address)[self.address]

    def sites(word=""):
        """Sites by address, as the monitor has them at this moment."""
        head, *lines = monitor(("info sites all " + word).strip()).splitlines()
        if head.strip() == "Sites":
            raise gdb.GdbError(lines[0] + ": say textpoke gdb -kernel IMAGE --symbols FILE")
        columns = [(found.group(), found.start()) for found in re.finditer(r"\S+", head)]
        ends = [start for _, start in columns[1:]] + [None]
        found = {}
        for line in lines:
            row = {name: line[start:end].strip() for (name, start), end in zip(columns, ends)}
            found.setdefault(int(row["Address"], 16), []).append(row)
        return {address: Site(rows) for address, rows in found.items()}

    def address_of(value):
        """Of a function or an array the place, also where gdb knows no type; else the number."""
        if value.type.strip_typedefs().code in (gdb.TYPE_CODE_FUNC, gdb.TYPE_CODE_ARRAY):
            value = value.address
        return int(value) & (1 << 64) - 1

    def site_named(text):
        known = sites()
        for site in known.values():
            if site.name == text:
                return site
        if re.fullmatch(r"[0-9a-f]{16}", text):
            text = "0x" + text
        try:
            address = address_of(gdb.parse_and_eval(text))
        except gdb.error as problem:
            raise gdb.GdbError("no site is called %s (%s): see alt-list" % (text, problem))
        return site_at(known, address, text)

    def site_at(known, address, text):
        for site in known.values():
            if site.address <= address < site.address + site.size:
                return site
        raise gdb.GdbError("no site is at %s, 0x%x: see alt-list" % (text, address))

    def say(text):
        gdb.write(text + "\n")

    def is_mapped(site):
        try:
            gdb.selected_inferior().read_memory(site.address, site.size)
            return True
        except gdb.MemoryError:
            return False

    def who():
        thread = gdb.selected_thread()
        return "nobody" if thread is None else thread.name

    def run(command):
        """Lets the guest run; True and what gdb has printed, False where the guest has ended."""
        text = execute(command, to_string=True)
        return gdb.selected_inferior().pid != 0, text

    def alt_list(line):
        gdb.write(monitor(("info sites " + line).strip()))

    def alt_show(line):
        site = site_named(line)
        say("%s at 0x%x, %d bytes" % (site.name, site.address, site.size))
        for row in site.rows:
            say("  %-8s  %s  (%s, %s)" % ("original", row["Original"], row["Kind"], row["Feature"]))
            say("  %-8s  %s" % ("intended", row["Intended"]))
        say("  %-8s  %s  %s" % ("current", site.current, site.state))
        if not is_mapped(site):
            say("  not mapped yet on this CPU")
            return
        architecture = gdb.selected_inferior().architecture()
        end = site.address + site.size - 1
        for instruction in architecture.disassemble(site.address, end):
            say("  0x%x  %s" % (instruction["addr"], instruction["asm"].replace("\t", " ")))

    def alt_break(line):
        words = gdb.string_to_argv(line)
        if len(words) != 2 or words[1] not in ("before", "during", "after"):
            raise gdb.GdbError(usages["alt-break"])
        site, wanted = site_named(words[0]), words[1]
        if not is_mapped(site):
            raise gdb.GdbError(site.name + " is not mapped yet: run on until paging is on")
        reached = {"before": False, "during": site.is_torn, "after": site.is_done}[wanted]
        if reached:
            raise gdb.GdbError("%s is %s already; alt-prev goes back" % (site.name, site.state))
        bytes_of_site = "*(unsigned char (*)[%d]) 0x%x" % (site.size, site.address)
        watch = gdb.Breakpoint(bytes_of_site, gdb.BP_WATCHPOINT, gdb.WP_WRITE, internal=True)
        watch.silent = True
        try:
            stopped = run_until(site, wanted, watch)
        finally:
            if watch.is_valid():
                watch.delete()
        if stopped and wanted == "before":
            monitor("back 1")
            flush()
            say("%s is about to change %s, moment %d" % (who(), site.name, moment()))
            execute("frame")
        elif stopped:
            site = site.now()
            say("%s has made %s %s, moment %d" % (who(), site.name, site.state, moment()))
            say("  current   " + site.current)
            execute("frame")

    def run_until(site, wanted, watch):
        """Runs from change to change of the site; False if something else has stopped the guest."""
        while True:
            hits = watch.hit_count
            alive, text = run("continue")
            if not alive or not watch.is_valid() or watch.hit_count == hits:
                gdb.write(text)
                say("alt-break: stopped by something else than a change of " + site.name)
                return False
            now = site.now()
            if wanted == "before" or (wanted == "after" and now.is_done):
                return True
            if wanted == "during" and (now.is_torn or now.is_done):
                if now.is_done:
                    say(site.name + " is whole after this store, not torn")
                return True

    def to_change(command):
        """Runs, or runs back, to a store that changes a site; what was caught before still is."""
        caught = monitor("catch")
        monitor("catch patch")
        try:
            to_changed_site(command)
        finally:
            if gdb.selected_inferior().pid != 0 and "patch" not in caught_names(caught):
                monitor("catch off")
                for name in caught_names(caught):
                    monitor("catch " + name)

    def caught_names(text):
        return text.strip()[len("caught: "):].split(", ") if text.startswith("caught: ") else []

    def to_changed_site(command):
        before = sites()
        while True:
            alive, text = run(command)
            if not alive or "caught patch" not in text:
                gdb.write(text)
                return
            after = sites()
            changed = [site for site in after.values() if site.current != before[site.address].current]
            for site in changed:
                was = before[site.address]
                say("%s, moment %d: %s" % (who(), moment(), site.name))
                say("  was       %s  %s" % (was.current, was.state))
                say("  is        %s  %s" % (site.current, site.state))
            if changed:
                return

    def alt_next(line):
        to_change("continue")

    def alt_prev(line):
        to_change("reverse-continue")

    def inject(line):
        execute("monitor inject " + line)
        flush()

    def pass_on(words, changes, moves):
        def body(line):
            said = ("%s %s" % (words, line)).strip()
            if moves:
                # What it advises to do is done here.
                gdb.write(re.sub(r'; gdb shows it after "[^"]*"', "", monitor(said)))
            else:
                execute("monitor " + said)
            if changes:
                flush()
            if moves:
                execute("frame")
        return body

    class Command(gdb.Command):
        def __init__(self, name, usage, sentence, body):
            usages[name] = ("%s %s: %s" % (name, usage, sentence)).replace(" :", ":")
            self.__doc__ = sentence + "\nUsage: " + (name + " " + usage).strip()
            self.name, self.usage, self.body = name, usage, body
            super().__init__(name, gdb.COMMAND_USER, gdb.COMPLETE_SYMBOL)

        def invoke(self, line, from_tty):
            line = line.strip()
            if line != "" and self.usage == "":
                raise gdb.GdbError("%s takes no words: %s" % (self.name, line))
            if line == "" and self.usage[:1] not in ("", "["):
                raise gdb.GdbError(usages[self.name])
            try:
                self.body(line)
            except gdb.error as problem:
                raise gdb.GdbError(str(problem))

    class Function(gdb.Function):
        def __init__(self, name, doc, body):
            self.__doc__, self.body = doc, body
            super().__init__(name)

        def invoke(self, *arguments):
            return self.body(*arguments)

    def site_of(value):
        if value.type.strip_typedefs().code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_PTR):
            return site_at(sites(), address_of(value), "this address").address
        return site_named(value.string()).address

    def count_of(state):
        if not isinstance(state, gdb.Value) or state.type.strip_typedefs().code != gdb.TYPE_CODE_ARRAY:
            raise gdb.GdbError('a state is text: $sites("torn")')
        return sum(site.states.count(state.string()) for site in sites().values())

    usages = {}
    bodies = {
        "alt-list": alt_list, "alt-show": alt_show, "alt-break": alt_break,
        "alt-next": alt_next, "alt-prev": alt_prev, "inject": inject,
    }
    for name, usage, sentence in own:
        Command(name, usage, sentence, bodies[name])
    for name, usage, sentence, words, changes, moves in passed:
        Command(name, usage, sentence, pass_on(words, changes, moves))
    Function("moment", "$moment(): steps since power-on.", moment)
    Function("phys", "$phys(ADDRESS): where gdb sees that physical address.",
             lambda address: int(address) + physical_window)
    Function("site", "$site(NAME): the address of a patch site, by the name alt-list has.", site_of)
    Function("sites", "$sites(STATE): how many entries of the table are in a state: \"torn\".", count_of)
`;
