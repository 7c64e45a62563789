/** The target description: a register table as the XML that gdb reads once per connection. */

export interface DescribedRegister {
  readonly name: string;
  readonly bits: number;
  readonly type: string;
  readonly group?: string;
  readonly feature: string;
  /** False: gdb does not put it back after it has called a function of the guest. */
  readonly restored?: false;
}

export type DescribedType =
  | {
      readonly kind: 'flags';
      readonly id: string;
      readonly bytes: number;
      readonly fields: readonly {
        readonly name: string;
        readonly start: number;
        readonly end: number;
      }[];
    }
  | {
      readonly kind: 'vector';
      readonly id: string;
      readonly element: string;
      readonly count: number;
    }
  | {
      readonly kind: 'union';
      readonly id: string;
      readonly fields: readonly { readonly name: string; readonly type: string }[];
    };

/** The document `target.xml`: one machine, whatever mode its CPUs are in. */
export function renderTargetDescription(
  architecture: 'i386:x86-64' | 'i386' | 'i8086',
  registers: readonly DescribedRegister[],
  types: readonly DescribedType[],
): string {
  const features = [...new Set(registers.map(({ feature }) => feature))];
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE target SYSTEM "gdb-target.dtd">',
    '<target version="1.0">',
    `<architecture>${architecture}</architecture>`,
    // gdb on Linux would take it for a Linux process, which it cannot read on an i8086.
    ...(architecture === 'i386:x86-64' ? [] : ['<osabi>none</osabi>']),
    ...features.flatMap((feature) => renderFeature(feature, registers, types)),
    '</target>',
    '',
  ].join('\n');
}

function renderFeature(
  feature: string,
  registers: readonly DescribedRegister[],
  types: readonly DescribedType[],
): string[] {
  const rows = registers
    .map((register, number) => ({ register, number }))
    .filter(({ register }) => register.feature === feature);
  const used = typesUsed(new Set(rows.map(({ register }) => register.type)), types);
  return [
    `<feature name="${feature}">`,
    ...used.flatMap(renderType),
    ...rows.map(({ register, number }) => renderRegister(register, number)),
    '</feature>',
  ];
}

function renderRegister(
  { name, bits, type, group, restored }: DescribedRegister,
  number: number,
): string {
  const groupText = group === undefined ? '' : ` group="${group}"`;
  const kept = restored === false ? ' save-restore="no"' : '';
  return `<reg name="${name}" bitsize="${bits}" type="${type}" regnum="${number}"${groupText}${kept}/>`;
}

/** The types of the feature and those they are made of, definitions first. */
function typesUsed(names: Set<string>, types: readonly DescribedType[]): DescribedType[] {
  for (const type of types) {
    if (type.kind === 'union' && names.has(type.id)) {
      for (const field of type.fields) names.add(field.type);
    }
  }
  return types.filter(({ id }) => names.has(id));
}

function renderType(type: DescribedType): string[] {
  switch (type.kind) {
    case 'vector':
      return [`<vector id="${type.id}" type="${type.element}" count="${type.count}"/>`];
    case 'union':
      return [
        `<union id="${type.id}">`,
        ...type.fields.map(({ name, type: member }) => `<field name="${name}" type="${member}"/>`),
        '</union>',
      ];
    case 'flags':
      return [
        `<flags id="${type.id}" size="${type.bytes}">`,
        ...type.fields.map(
          ({ name, start, end }) => `<field name="${name}" start="${start}" end="${end}"/>`,
        ),
        '</flags>',
      ];
  }
}
