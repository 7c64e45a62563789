# A handshake of two CPUs over one word, cpu_state: who writes it, who reads it, and at which address.
connect
# si_addr of siginfo_t, behind the letter of the packet.
define touched
  python print(hex(int.from_bytes(gdb.selected_inferior().connection.send_packet('qXfer:siginfo:read::0,80')[17:25], 'little')))
end
tbreak start_secondary
continue
x/1dw &cpu_state
monitor mark up
rwatch *(int *)&cpu_state
continue
x/i $pc - 7
continue
delete
watch *(int *)&cpu_state
continue
info symbol $pc
continue
info symbol $pc
info watchpoints
delete
awatch *(int *)&cpu_state
continue
info symbol $pc
delete
monitor seek up
maintenance flush register-cache
# Of a wide watch the stop names the byte that was touched.
watch *(char (*)[64])((long)&cpu_state & -64)
continue
x/16dw (long)&cpu_state & -64
touched
# A narrow one within it is told as well.
watch *(char *)&cpu_state
continue
touched
delete
# What CPU 0 writes only, and then on a condition.
watch *(int *)&cpu_state thread 1
continue
delete
monitor seek up
maintenance flush register-cache
watch *(int *)&cpu_state if *(int *)&cpu_state == 5
continue
delete
monitor seek up
maintenance flush register-cache
# Two watches: each is told as its own.
watch *(int *)&cpu_state
watch *(long *)&cpu_online_map
continue
continue
# Back to who wrote it before, and to who wrote it before that.
reverse-continue
reverse-continue
info symbol $pc
