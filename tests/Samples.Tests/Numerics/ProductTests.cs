using SimpleCnn.Numerics;

namespace Samples.Tests.Numerics;

public sealed class ProductTests
{
    /// <summary>Lengths around one and two vectors of sixteen, and fewer and more rows than a block of four.</summary>
    public static TheoryData<int, int, int> Shapes() => new(
        from rows in (int[])[1, 3, 4, 5, 10]
        from inner in (int[])[1, 2, 27]
        from columns in (int[])[1, 15, 16, 17, 31, 32, 33, 48, 67]
        select (rows, inner, columns));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Add_OfAnyShape_IsTheSumInOrder(int rows, int inner, int columns)
    {
        float[] a = Numbers.Random(rows * inner, seed: 1), b = Numbers.Random(inner * columns, seed: 2), c = Numbers.Random(rows * columns, seed: 3);
        float[] transposed = [.. from k in Enumerable.Range(0, inner) from i in Enumerable.Range(0, rows) select a[(i * inner) + k]];
        float[] expected = [.. c];
        for (int i = 0; i < expected.Length; i++)
        {
            for (int k = 0; k < inner; k++)
                expected[i] = MathF.FusedMultiplyAdd(a[(i / columns * inner) + k], b[(k * columns) + (i % columns)], expected[i]);
        }

        float[] product = [.. c], ofTransposed = [.. c];
        var right = new Rows(b, Rows.Every(columns, inner), columns);
        Product.Add(Factor.Of(a, rows, inner), right, product);
        Product.Add(Factor.Of(transposed, inner, rows).Transposed(), right, ofTransposed);

        Assert.Equal(expected, product);
        Assert.Equal(expected, ofTransposed);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Add_OfDotProducts_IsTheSum(int rows, int inner, int columns)
    {
        // Here the rows are as long as the columns above.
        float[] a = Numbers.Random(rows * columns, seed: 1), b = Numbers.Random(inner * columns, seed: 2), c = Numbers.Random(rows * inner, seed: 3);
        float[] products = [.. c];
        DotProducts.Add(new Rows(a, Rows.Every(columns, rows), columns), new Rows(b, Rows.Every(columns, inner), columns), products);
        for (int i = 0; i < products.Length; i++)
        {
            double expected = c[i];
            for (int k = 0; k < columns; k++)
                expected += (double)a[(i / inner * columns) + k] * b[(i % inner * columns) + k];
            Assert.Equal(expected, products[i], 1e-5);
        }
    }

    [Fact]
    public void Add_OfRowsThatOverlap_ReadsEachWhereItIs()
    {
        float[] c = new float[16];
        Product.Add(Factor.Of([1, 10], rows: 1, columns: 2), new Rows([.. Enumerable.Range(0, 18).Select(i => (float)i)], [0, 2], 16), c);
        Assert.Equal([.. Enumerable.Range(0, 16).Select(i => i + (10f * (i + 2)))], c);
    }

    [Fact]
    public void Add_OfRowsOutsideTheArray_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Product.Add(Factor.Of([1, 1], rows: 1, columns: 2), new Rows(new float[16], [0, 1], 16), new float[16]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            DotProducts.Add(new Rows(new float[16], [1], 16), new Rows(new float[16], [0], 16), new float[1]));
    }
}
