/* The zoo on this host: prints what the guest must print. */
#include <inttypes.h>
#include <stdio.h>

uint64_t zoo(unsigned which, uint64_t seed);

int main(void)
{
    for (unsigned which = 0; which < 8; which++)
        for (uint64_t seed = 1; seed <= 5; seed++)
            printf("%u %016" PRIx64 "\n", which, zoo(which, seed * 0x2545f4914f6cdd1d));
    return 0;
}
