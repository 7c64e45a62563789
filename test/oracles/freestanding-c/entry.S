/* Calls guest_main() in long mode. */
#include "long-mode.inc"

long_mode:
        call    guest_main
1:      hlt
        jmp     1b
