/*
 * Executes single user-mode instructions on the host CPU, for test/oracles/host-cpu.test.ts.
 *
 * stdin: the contents of the data pages, then case records until end of file; stdout: one outcome
 * record for each. The whole run happens inside one signal handler: it leaves a case's registers,
 * with TF set, in the frame that sigreturn loads, and the #DB behind the instruction (or the fault
 * instead of it) brings the outcome back in the next frame.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#define DATA_BASE 0x10000000ul
#define DATA_BYTES 0x3000ul
#define WRITABLE_BYTES 0x2000ul
#define CODE_BASE 0x20000000ul
#define CODE_BYTES 0x2000ul
#define GS_BASE 0x800ul
#define ARCH_SET_GS 0x1001

/* x87 and SSE state as FXSAVE has it, without what is reserved, and the upper halves of YMM. */
#define LEGACY_BYTES 416
#define UPPER_BYTES 256
#define STATE_BYTES (LEGACY_BYTES + UPPER_BYTES)

#define POKE_BYTES 32
#define CHANGED_BYTES 1024

/* The vector of a case that never ends: Linux may return from its page fault for ever. */
#define NEVER 0xff
#define PATIENCE_US 250000

/* Registers in the order of their encoding; `poke` goes to the data before the case starts. */
struct request {
    uint64_t registers[16];
    uint8_t poke[POKE_BYTES];
    uint32_t poke_offset;
    uint32_t flags;
    uint32_t code_offset;
    uint8_t length;
    uint8_t code[15];
    /* Code size: 2 is 64 bits, 1 is 32, 0 is 16 with CODE_BASE as its base. */
    uint8_t mode;
    uint8_t unused[3];
    uint8_t state[STATE_BYTES];
};

/* `first` and `count` bound the bytes of the data pages that changed. */
struct outcome {
    uint64_t registers[16];
    uint64_t rip;
    uint64_t cr2;
    uint32_t flags;
    uint32_t vector;
    uint32_t error;
    uint32_t first;
    uint32_t count;
    uint32_t unused;
    uint8_t changed[CHANGED_BYTES];
    uint8_t state[STATE_BYTES];
};

static const int slots[16] = {
    REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

/* Entries 0 and 1 of the LDT, and what Linux has in its GDT. */
#define LDT_DATA 0x07
#define LDT_CODE16 0x0f
#define USER32_CS 0x23
#define USER_DS 0x2b
#define USER_CS 0x33

static const uint16_t code_selectors[] = { LDT_CODE16, USER32_CS, USER_CS };

static uint8_t *const data = (uint8_t *)DATA_BASE;
static uint8_t *const code = (uint8_t *)CODE_BASE;
static uint8_t original[DATA_BYTES];
static uint8_t before[DATA_BYTES];
static struct request *requests;
static struct outcome *outcomes;
static size_t case_count;
static size_t at;
static int running;

static void die(const char *what)
{
    perror(what);
    _exit(1);
}

static void write_all(const void *bytes, size_t count)
{
    for (size_t done = 0; done < count;) {
        ssize_t written = write(1, (const char *)bytes + done, count - done);
        if (written <= 0)
            die("write");
        done += written;
    }
}

/* Where XSAVE puts its header and the upper halves of YMM (SDM 1 13.4). */
#define HEADER_OFFSET 512
#define UPPER_OFFSET 576
#define ALL_STATES 7

static void collect(const greg_t *gregs, const uint8_t *xsave)
{
    struct outcome *o = &outcomes[at];
    size_t first = 0, end = WRITABLE_BYTES;

    memcpy(o->state, xsave, LEGACY_BYTES);
    memcpy(o->state + LEGACY_BYTES, xsave + UPPER_OFFSET, UPPER_BYTES);

    for (int i = 0; i < 16; i++)
        o->registers[i] = gregs[slots[i]];
    o->rip = gregs[REG_RIP];
    o->flags = gregs[REG_EFL];
    o->vector = gregs[REG_TRAPNO];
    o->error = gregs[REG_ERR];
    o->cr2 = gregs[REG_CR2];
    if (memcmp(data, before, WRITABLE_BYTES) == 0)
        return;
    while (data[first] == before[first])
        first++;
    while (data[end - 1] == before[end - 1])
        end--;
    o->first = first;
    o->count = end - first;
    memcpy(o->changed, data + first, end - first < CHANGED_BYTES ? end - first : CHANGED_BYTES);
}

static void prepare(greg_t *gregs, uint8_t *xsave)
{
    const struct request *r = &requests[at];

    memcpy(before, original, WRITABLE_BYTES);
    memcpy(before + r->poke_offset, r->poke, POKE_BYTES);
    memcpy(data, before, WRITABLE_BYTES);
    memcpy(code + r->code_offset, r->code, r->length);
    for (int i = 0; i < 16; i++)
        gregs[slots[i]] = r->registers[i];
    gregs[REG_RIP] = (r->mode ? CODE_BASE : 0) + r->code_offset;
    gregs[REG_CSGSFS] = (gregs[REG_CSGSFS] & ~0xfffful) | code_selectors[r->mode];
    gregs[REG_EFL] = r->flags;
    memcpy(xsave, r->state, LEGACY_BYTES);
    memcpy(xsave + UPPER_OFFSET, r->state + LEGACY_BYTES, UPPER_BYTES);
    xsave[HEADER_OFFSET] |= ALL_STATES;
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    mcontext_t *frame = &((ucontext_t *)context)->uc_mcontext;
    greg_t *gregs = frame->gregs;
    uint8_t *xsave = (uint8_t *)frame->fpregs;

    (void)number;
    (void)info;
    /* sigreturn keeps NT and ID as they are here, and C does not expect AC. */
    asm volatile("pushq $0x202; popfq" ::: "memory", "cc");
    if (running) {
        collect(gregs, xsave);
        at++;
    }
    running = 1;
    if (at < case_count) {
        prepare(gregs, xsave);
        return;
    }
    write_all(outcomes, case_count * sizeof(*outcomes));
    _exit(0);
}

/* Comes from time to time; a case that is the same one as the last time is given up. */
static void on_tick(int number, siginfo_t *info, void *context)
{
    static size_t seen;

    asm volatile("pushq $0x202; popfq" ::: "memory", "cc");
    if (at != seen) {
        seen = at;
        return;
    }
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_TRAPNO] = NEVER;
    on_signal(number, info, context);
}

static void read_all(void)
{
    size_t room = 1 << 20, bytes = 0;
    uint8_t *input = malloc(room);
    ssize_t got;

    while ((got = read(0, input + bytes, room - bytes)) > 0) {
        bytes += got;
        if (bytes == room)
            input = realloc(input, room *= 2);
        if (!input)
            die("realloc");
    }
    memcpy(original, input, DATA_BYTES);
    case_count = (bytes - DATA_BYTES) / sizeof(*requests);
    requests = malloc(case_count * sizeof(*requests) + 1);
    outcomes = calloc(case_count + 1, sizeof(*outcomes));
    memcpy(requests, input + DATA_BYTES, case_count * sizeof(*requests));
}

/* ES is a small data segment: 64-bit code does not care, other code meets its limit. */
static void set_segments(void)
{
    struct user_desc entry = { .entry_number = LDT_DATA >> 3, .base_addr = DATA_BASE,
                               .limit = WRITABLE_BYTES - 1, .seg_32bit = 1, .useable = 1 };

    if (syscall(SYS_modify_ldt, 1, &entry, sizeof(entry)))
        die("modify_ldt");
    entry = (struct user_desc){ .entry_number = LDT_CODE16 >> 3, .base_addr = CODE_BASE,
                                .limit = CODE_BYTES - 1, .contents = 2, .useable = 1 };
    if (syscall(SYS_modify_ldt, 1, &entry, sizeof(entry)))
        die("modify_ldt");
    asm volatile("mov %0, %%ds; mov %1, %%es" : : "r"(USER_DS), "r"(LDT_DATA));
    syscall(SYS_arch_prctl, ARCH_SET_GS, GS_BASE);
}

int main(void)
{
    static const int signals[] = { SIGTRAP, SIGSEGV, SIGBUS, SIGILL, SIGFPE };
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_POPULATE;
    const int all = PROT_READ | PROT_WRITE | PROT_EXEC;
    stack_t stack = { .ss_size = 1 << 18, .ss_sp = malloc(1 << 18) };
    struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    struct sigaction tick = { .sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    struct itimerval interval = { .it_interval.tv_usec = PATIENCE_US,
                                  .it_value.tv_usec = PATIENCE_US };

    read_all();
    if (mmap(data, DATA_BYTES, PROT_READ | PROT_WRITE, flags, -1, 0) != data)
        die("mmap of the data pages");
    if (mmap(code, CODE_BYTES, all, flags, -1, 0) != code)
        die("mmap of the code pages");
    memcpy(data, original, DATA_BYTES);
    mprotect(data + WRITABLE_BYTES, DATA_BYTES - WRITABLE_BYTES, PROT_READ);
    memset(code, 0xcc, CODE_BYTES);
    set_segments();
    sigaltstack(&stack, NULL);
    sigfillset(&action.sa_mask);
    sigfillset(&tick.sa_mask);
    for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
        sigaction(signals[i], &action, NULL);
    sigaction(SIGPROF, &tick, NULL);
    setitimer(ITIMER_PROF, &interval, NULL);
    raise(SIGTRAP);
    return 1;
}
