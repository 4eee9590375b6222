using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Tests.Statistics;

/// <summary>Sets of indices as ranges, against sets of numbers.</summary>
public sealed class IndexRangesTests
{
    private const int Size = 40;

    [Fact]
    public void Union_AndComplement_AreThoseOfSets()
    {
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            int[] all = [.. Enumerable.Range(0, Size)];
            random.Shuffle(all);
            int[][] parts = [.. all.Take(random.Next(1, Size + 1)).Chunk(random.Next(1, 5))];
            IndexRanges union = IndexRanges.Union(parts.Select(part => IndexRanges.Union(part.Select(One), out _)), out int? twice);

            Assert.Null(twice);
            int[] expected = [.. parts.SelectMany(part => part).Order()];
            Assert.Equal(expected, union);
            Assert.Equal(expected, Enumerable.Range(0, union.Count).Select(position => union[position]));
            Assert.Equal(Enumerable.Range(0, Size).Except(expected), union.Complement(Size));
            Assert.Equal(expected.Count(index => !expected.Contains(index - 1)), union.Ranges.Count);
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 2)]
    [InlineData(5, 9)]
    public void Union_OfSetsThatOverlap_NamesTheFirstSharedIndex(int first, int last)
    {
        IndexRanges.Union([new IndexRanges([(0, 0), (2, 5), (9, 9)]), new IndexRanges([(first, last)])], out int? twice);
        Assert.Equal(first, twice);
    }

    [Fact]
    public void ToString_OfRanges_IsAListOfAnArrayJob() => Assert.Equal("0,2-5,9", new IndexRanges([(0, 0), (2, 5), (9, 9)]).ToString());

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void Item_Outside_Throws(int position) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IndexRanges([(0, 0), (2, 5), (9, 9)])[position]);

    private static IndexRanges One(int index) => new([(index, index)]);
}
