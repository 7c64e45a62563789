# Conditions are evaluated by the target: of some thousand calls only those travel that are wanted.
connect
show breakpoint condition-evaluation
# A convenience variable may change: gdb evaluates such a condition itself, unless the value is typed.
set $site = (long)&handle_ist_exception
break *'text_poke.isra.0' if $rdi == $site
tbreak nmi_apply_alternatives
continue
info breakpoints
eval "condition 1 $rdi == %#lx && $rdx == 3", $site
continue
info breakpoints
print $rdx
x/3xb $rsi
# Memory behind a register, and 51 bytes of NOPs.
condition 1 $rdx > 40 && *(unsigned char *)$rsi == 0x66
continue
print $rdx
x/2i $rsi
# Arithmetic, logic and comparisons, what is signed and what is not.
condition 1 (((($rdi ^ $rsi) & 0xff) << 2 | 1) % 3 == 0 && !($rdx != 3)) ? (signed char)$rdi < -100 : 0
continue
print ((($rdi ^ $rsi) & 0xff) << 2 | 1) % 3
print $rdx
print (signed char)$rdi < -100
# What cannot be evaluated stops, and gdb says why.
condition 1 *(char *)0xdead000000000000 == 1
continue
info symbol $pc
# An opcode that nobody knows is refused when it is inserted: the breakpoint would lie.
maintenance packet Z0,ffff82d0402f64d0,1;X1,ff
maintenance packet Z0,ffff82d0402f64d0,1;X3,220127
maintenance packet z0,ffff82d0402f64d0,1
# One CPU of two, both of which wait in the same function.
delete
tbreak start_secondary
continue
break __udelay thread 1
continue
info breakpoints
delete
break __udelay if $apic_id == 1
continue
info breakpoints
