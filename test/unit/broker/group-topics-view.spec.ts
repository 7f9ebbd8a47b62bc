import { topicId } from '@yak/model';
import { GroupTopicsView } from '../../../libs/broker/src/group-topics-view';
import { MetadataFeed } from '../../support/broker/metadata-feed';

describe('the topics of groups', () => {
  const feed = new MetadataFeed();
  const view = new GroupTopicsView(feed.image);
  const orders = { topicId: topicId('a'.repeat(32)), name: 'orders', partitionsCount: 2 };

  it('are those of the applied metadata', () => {
    expect(view.byName('orders')).toBeNull();
    const before = view.revision;
    feed.topic('a', 'orders', 2);
    feed.topic('b', 'bills');
    expect(view.revision).toBeGreaterThan(before);
    expect(view.byName('orders')).toEqual(orders);
    expect(view.byId(orders.topicId)).toEqual(orders);
    expect(view.byId(topicId('c'.repeat(32)))).toBeNull();
    expect([...view.all()].map(({ name }) => name).sort()).toEqual(['bills', 'orders']);
  });
});
