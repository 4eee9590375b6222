using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code and the numbers of docs/tabular-data.md.</summary>
public sealed class TabularSnippets
{
    [Fact]
    public void TabularData_IsStandardized()
    {
        House[] houses = [.. Enumerable.Range(0, 100).Select(i => new House { Area = 40 + i, Rooms = 1 + (i % 5), Price = 1000 * i })];

        #region TabularData
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(houses);
        var pipeline = mlContext.Transforms.Concatenate("Features", "Area", "Rooms")
            .Append(mlContext.Transforms.NormalizeChannels("Features"))
            .Append(mlContext.Regression.Trainers.Sdca("Price"));
        var folds = mlContext.Regression.CrossValidate(data, pipeline, labelColumnName: "Price");
        #endregion

        float[][] features = ColumnValues.Read(folds[0].Model.Transform(data), "Features");
        Assert.Equal(0, features.Average(row => row[0]), 0.2f);
        Assert.Equal(1, features.Average(row => row[1] * row[1]), 0.2f);
    }

    /// <summary>Three rows: an empty field, and a number in quotation marks.</summary>
    [Fact]
    public void MissingValues_AreNotCounted()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "Area,Rooms\n40,1\n,2\n\"60\",3\n");
            Assert.Equal([2, 3], Run(path));
            Assert.Equal(50, Mean(path, missingRealsAsNaNs: true, allowQuoting: true));
            // What the page says of the two options.
            Assert.Equal(100 / 3f, Mean(path, missingRealsAsNaNs: false, allowQuoting: true), 1e-5f);
            Assert.Equal(20, Mean(path, missingRealsAsNaNs: false, allowQuoting: false));
        }
        finally
        {
            File.Delete(path);
        }

        static IReadOnlyList<long> Run(string path)
        {
            #region MissingValues
            var mlContext = new MLContext();
            var loader = mlContext.Data.CreateTextLoader(new TextLoader.Options
            {
                Columns = [new TextLoader.Column("Features", DataKind.Single, 0, 1)],
                Separators = [','],
                HasHeader = true,
                AllowQuoting = true,
                MissingRealsAsNaNs = true,
            });
            IDataView data = loader.Load(path);
            BatchNormTransformer normalization = mlContext.Transforms.NormalizeChannels("Features").Fit(data);
            IReadOnlyList<long> counts = normalization.Statistics!.GetCounts("Features");
            #endregion
            return counts;
        }
    }

    private static float Mean(string path, bool missingRealsAsNaNs, bool allowQuoting)
    {
        var ml = new MLContext();
        IDataView data = ml.Data.CreateTextLoader(new TextLoader.Options
        {
            Columns = [new TextLoader.Column("Features", DataKind.Single, 0, 1)],
            Separators = [','],
            HasHeader = true,
            AllowQuoting = allowQuoting,
            MissingRealsAsNaNs = missingRealsAsNaNs,
        }).Load(path);
        return ml.Transforms.NormalizeChannels("Features").Fit(data).Parameters[0].RunningMean[0];
    }

    [Theory]
    [InlineData(1, 1.00)]
    [InlineData(0.022, 0.99)]
    [InlineData(0.0016, 0.45)]
    [InlineData(0.0001, 0.03)]
    public void Epsilon_GivesThePagesDeviations(double deviation, double expected)
    {
        float d = (float)deviation;
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, Enumerable.Range(0, 1000).Select(i => new[] { i % 2 == 0 ? d : -d }).ToArray(), 1);
        float[][] actual = ColumnValues.Read(ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(view).Transform(view), "Y");

        Assert.Equal(expected, actual[0][0], 0.005);
        Assert.Contains(FormattableString.Invariant($"| {deviation} | {expected:0.00} |"),
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "tabular-data.md")), StringComparison.Ordinal);
    }

    private sealed class House
    {
        public float Area { get; set; }

        public float Rooms { get; set; }

        public float Price { get; set; }
    }
}
