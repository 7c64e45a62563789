# Three sites as each pass leaves them: a barrier, an indirect call, and 51 bytes of NOPs.
connect
define sites
  x/3xb 0xffff82d040205780
  x/6xb 0xffff82d040205e4d
  x/51xb 0xffff82d04020124a
end
break nmi_apply_alternatives
continue
sites
finish
sites
x/i 0xffff82d040205780
x/i 0xffff82d040205e4d
x/9i 0xffff82d04020124a
continue
sites
finish
sites
x/i 0xffff82d040205e4d
