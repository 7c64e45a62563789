# A torn site is caught where a CPU is about to execute it, and time goes back to who tore it.
connect
set $site = (long)&handle_ist_exception
eval "tbreak *('text_poke.isra.0' + 0x16) if $rdi == %#lx", $site
continue
monitor catch torn
monitor inject mce 0
continue
x/i $pc
x/3xb $pc
monitor catch off
monitor catch patch
reverse-continue
x/i $pc
info symbol $pc
x/3xb $site
monitor branches
