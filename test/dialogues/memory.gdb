# Memory beyond m and M: searched, compared, physical; and why the guest stopped.
set osabi GNU/Linux
connect
break nmi_apply_alternatives
continue
info mem
x/2xb 0xffff82d040200000
find /b 0xffff82d040200000, +0x200000, 0x02, 0xb0, 0xad, 0x1b
find /b 0, +0x7fffffffffff, 0x02, 0xb0, 0xad, 0x1b
compare-sections .rodata
x/4xb 0x0100000000200000
set var *(unsigned char *)0x0100000000200000 = *(unsigned char *)0x0100000000200000
refused x/1xb 0x01000000fee00000
refused x/1xb 0x0080000000000000
maintenance packet qqemu.PhyMemMode
maintenance packet qqemu.sstepbits
maintenance packet qqemu.sstep
