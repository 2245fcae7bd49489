import { expect } from 'chai';
import { NetworkTable } from '../../lib/table/network-table.ts';
import { selectInterfaces } from '../../lib/table/selection.ts';
import { address, link } from '../support/records.ts';

function withEth0(): NetworkTable {
  const table = new NetworkTable(selectInterfaces([], []));
  table.apply({ links: [link(2, 'eth0')], addresses: [address(2, '10.0.0.2/24')] });
  return table;
}

describe('the interfaces that have changed since that was asked last', () => {
  const touched = (subject: NetworkTable): number[] => [...subject.takeTouched()];

  it('are told once each, those that have gone as well', () => {
    const subject = withEth0();
    expect(touched(subject)).to.deep.equal([2]);
    expect(touched(subject)).to.deep.equal([]);
    subject.apply({ removedLinks: [2], links: [link(3, 'eth1')] });
    expect(touched(subject)).to.have.members([2, 3]);
    expect(touched(subject)).to.deep.equal([]);
  });

  it('are none of those that have come and gone meanwhile, with their addresses', () => {
    const subject = withEth0();
    for (let index = 10; index < 1_000; index++) {
      subject.apply({ links: [link(index, `veth${index}`)], addresses: [address(index, '10.0.7.2/24')] });
      subject.apply({ removedLinks: [index] });
    }
    expect(touched(subject)).to.deep.equal([2]);
  });

  it('are those that have gone and come back', () => {
    const subject = withEth0();
    touched(subject);
    subject.apply({ removedLinks: [2] });
    subject.apply({ links: [link(2, 'eth0')] });
    subject.apply({ removedLinks: [2] });
    expect(touched(subject)).to.deep.equal([2]);
    subject.apply({ links: [link(2, 'eth0')] });
    expect(touched(subject)).to.deep.equal([2]);
  });
});
