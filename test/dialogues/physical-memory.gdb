# Physical memory: where code lies, and what is there whatever the page tables say.
connect
break nmi_apply_alternatives
continue
monitor translate 0xffff82d040200670
x/2i $rip
monitor xp 0x200670 32
x/2i 0x0100000000200670
monitor translate 0xffff800000000000
monitor xp 0x7fffff0 64
monitor step-interrupts held
maintenance packet qqemu.sstep
refused monitor translate 0xffff82d040200670 9
