/* Compiler food: each function leans on other instructions. The same code runs here and there. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned __int128 u128;
typedef __int128 s128;

static uint64_t state;
static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static uint64_t mix(uint64_t sum, uint64_t value)
{
    return (sum ^ value) * 0x9e3779b97f4a7c15ull + (sum >> 29);
}

/* Division and remainder of every width and sign, also of 128 bits. */
static uint64_t divisions(void)
{
    uint64_t sum = 0;
    for (int i = 0; i < 300; i++) {
        uint64_t a = next() >> (i % 61), b = (next() >> (i % 53)) | 1;
        sum = mix(sum, a / b + a % b);
        sum = mix(sum, (uint64_t)((int64_t)a / (int64_t)(b >> 1 | 1)));
        sum = mix(sum, (uint32_t)a / ((uint32_t)b | 1) + (uint32_t)a % ((uint32_t)b | 1));
        sum = mix(sum, (uint64_t)((int32_t)a % (int32_t)((b & 0x7fff) | 1)));
        sum = mix(sum, (uint16_t)a / (uint8_t)(b | 1) + (int8_t)a / (int8_t)((b & 0x3f) | 1));
        u128 wide = ((u128)next() << 64) | a;
        sum = mix(sum, (uint64_t)((wide * b) >> 37));
        sum = mix(sum, (uint64_t)(((s128)wide >> 3) + (s128)b));
    }
    return sum;
}

/* Shifts, rotates, counts, byte swaps, bit fields. */
struct fields { unsigned a : 3, b : 11; int c : 7; uint64_t d : 37, e : 27; };
static uint64_t bits(void)
{
    uint64_t sum = 0;
    struct fields s = { 0 };
    for (unsigned i = 0; i < 400; i++) {
        uint64_t a = next() | 1;
        unsigned n = a & 63;
        sum = mix(sum, (a << n) | (a >> ((64 - n) & 63)));
        sum = mix(sum, __builtin_clzll(a) * 64 + __builtin_ctzll(a) + __builtin_ffs((int)a));
        sum = mix(sum, __builtin_popcountll(a) + __builtin_parity((unsigned)a));
        sum = mix(sum, __builtin_bswap64(a) ^ __builtin_bswap32((uint32_t)a) ^ __builtin_bswap16(a));
        s.a = a; s.b = a >> 9; s.c = a >> 20; s.d += a; s.e ^= a >> 5;
        sum = mix(sum, s.a + s.b + (unsigned)s.c + s.d + s.e);
        sum = mix(sum, ((int64_t)a >> n) + ((int32_t)a >> (n & 31)) + ((int16_t)a >> (n & 15)));
        if ((a >> n) & 1) sum |= 1ull << (63 - n); else sum ^= 1ull << n;
    }
    return sum;
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort(uint32_t *v, int low, int high, int (*order)(const void *, const void *))
{
    while (low < high) {
        uint32_t pivot = v[(low + high) / 2];
        int i = low, j = high;
        do {
            while (order(&v[i], &pivot) < 0) i++;
            while (order(&v[j], &pivot) > 0) j--;
            if (i <= j) { uint32_t t = v[i]; v[i++] = v[j]; v[j--] = t; }
        } while (i <= j);
        if (j - low < high - i) { sort(v, low, j, order); low = i; }
        else { sort(v, i, high, order); high = j; }
    }
}

static uint32_t numbers[2000];
static uint64_t sorting(void)
{
    uint64_t sum = 0;
    for (int i = 0; i < 2000; i++) numbers[i] = next();
    sort(numbers, 0, 1999, compare);
    for (int i = 1; i < 2000; i++) sum = mix(sum, numbers[i] - numbers[i - 1]);
    return sum;
}

void *memcpy(void *to, const void *from, size_t n)
{
    uint8_t *t = to; const uint8_t *f = from;
    while (n--) *t++ = *f++;
    return to;
}

void *memset(void *to, int byte, size_t n)
{
    asm volatile ( "rep stosb" : "+D" (to), "+c" (n) : "a" (byte) : "memory" );
    return to;
}

static size_t length(const char *s)
{
    const char *end = s;
    size_t left = -1;
    asm ( "repne scasb" : "+D" (end), "+c" (left) : "a" (0), "m" (*s) : "cc" );
    return ~left - 1;
}

static void put(char **out, uint64_t value, unsigned base, int width)
{
    char digits[24];
    int n = 0;
    do digits[n++] = "0123456789abcdef"[value % base]; while (value /= base);
    while (n < width) digits[n++] = '0';
    while (n) *(*out)++ = digits[--n];
}

static void format(char *out, const char *how, ...)
{
    va_list list;
    va_start(list, how);
    for (; *how; how++) {
        switch (*how) {
        case 'd': put(&out, va_arg(list, unsigned), 10, 1); break;
        case 'u': put(&out, va_arg(list, uint64_t), 10, 1); break;
        case 'x': put(&out, va_arg(list, uint64_t), 16, 4); break;
        case 'o': put(&out, va_arg(list, uint64_t), 8, 2); break;
        case 'b': put(&out, va_arg(list, int) & 0xff, 2, 8); break;
        case 's': { const char *s = va_arg(list, const char *); while (*s) *out++ = *s++; break; }
        default: *out++ = *how;
        }
    }
    *out = 0;
    va_end(list);
}

static uint64_t text(void)
{
    char line[400];
    uint64_t sum = 0;
    for (int i = 0; i < 60; i++) {
        memset(line, i, sizeof(line));
        format(line, "d u x o b s!", i, next(), next() >> (i % 60), next(), i * 7, &"zebrafish"[i % 9]);
        for (size_t n = length(line); n; n--) sum = mix(sum, line[n - 1]);
    }
    return sum;
}

static uint32_t rounds[64];
static uint64_t digest(void)
{
    uint32_t h[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    for (int i = 0; i < 64; i++) rounds[i] = next();
    for (int i = 0; i < 64; i++) {
        uint32_t s0 = (h[0] >> 2 | h[0] << 30) ^ (h[0] >> 13 | h[0] << 19);
        uint32_t s1 = (h[4] >> 6 | h[4] << 26) ^ (h[4] >> 25 | h[4] << 7);
        uint32_t t = h[7] + s1 + ((h[4] & h[5]) ^ (~h[4] & h[6])) + rounds[i];
        uint32_t m = s0 + ((h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2]));
        for (int j = 7; j; j--) h[j] = h[j - 1];
        h[4] += t;
        h[0] = t + m;
    }
    return mix(((uint64_t)h[0] << 32) | h[1], ((uint64_t)h[6] << 32) | h[7]);
}

static uint64_t shared;
static uint32_t narrow;
static uint64_t atomics(void)
{
    uint64_t sum = 0;
    for (int i = 0; i < 100; i++) {
        uint64_t a = next();
        sum = mix(sum, __atomic_fetch_add(&shared, a, __ATOMIC_SEQ_CST));
        sum = mix(sum, __atomic_fetch_or(&narrow, (uint32_t)a, __ATOMIC_SEQ_CST));
        sum = mix(sum, __atomic_exchange_n(&shared, a >> 3, __ATOMIC_SEQ_CST));
        uint32_t expected = i & 1 ? narrow : (uint32_t)a;
        sum = mix(sum, __atomic_compare_exchange_n(&narrow, &expected, i, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST) + expected);
        sum = mix(sum, __sync_sub_and_fetch(&narrow, 3) + __sync_xor_and_fetch(&shared, a));
    }
    return sum;
}

static unsigned ackermann(unsigned m, unsigned n)
{
    return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

/* Comparisons of all kinds: every condition of Jcc, SETcc and CMOVcc, and carries by overflow. */
static uint64_t conditions(void)
{
    uint64_t sum = 0;
    for (int i = 0; i < 300; i++) {
        int64_t a = next() >> (i % 50), b = next() >> (i % 47);
        int32_t c = a, d = b;
        int16_t e = a, g = b;
        int64_t r;
        uint8_t t;
        sum = mix(sum, (a < b) + 2 * (c <= d) + 4 * (e > g) + 8 * ((uint64_t)a >= (uint64_t)b));
        sum = mix(sum, (uint64_t)(a < b ? c : d) + ((uint32_t)c > (uint32_t)d ? e : g));
        sum = mix(sum, __builtin_add_overflow(a, b << 40, &r) + (uint64_t)r);
        sum = mix(sum, __builtin_mul_overflow(a, b, &r) + (uint64_t)r);
        sum = mix(sum, __builtin_sub_overflow((uint8_t)a, (uint8_t)b, &t) + t);
        s128 wide = (s128)a * b - ((s128)b << 60);
        sum = mix(sum, wide < 0 ? (uint64_t)(wide >> 64) : (uint64_t)wide);
        switch (next() % 11) {
        case 0: sum += 1; break;
        case 1: sum *= 3; break;
        case 2: sum ^= a; break;
        case 3: sum -= b; break;
        case 4: sum = ~sum; break;
        case 5: sum = -sum; break;
        case 6: sum >>= 3; break;
        default: sum += i;
        }
    }
    return sum;
}

uint64_t zoo(unsigned which, uint64_t seed)
{
    state = seed;
    switch (which) {
    case 0: return divisions();
    case 1: return bits();
    case 2: return sorting();
    case 3: return text();
    case 4: return digest();
    case 5: return atomics();
    case 6: return ackermann(2, 20 + seed % 7);
    default: return conditions();
    }
}
