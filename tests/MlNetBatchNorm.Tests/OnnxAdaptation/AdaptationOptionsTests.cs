using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Tests.Fitting;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>What each option does, and what a fit reports.</summary>
public sealed class AdaptationOptionsTests
{
    private const string File = "residual_17.onnx", FixedFile = "residual_fixed.onnx";

    private readonly MLContext _ml = new(1);

    [Fact]
    public void Defaults_AreThoseOfTheContract()
    {
        var options = new OnnxAdaptationOptions();
        Assert.Equal((32, 1f, BatchNormStatistics.Running), (options.BatchSize, options.Blend, options.Statistics));
        Assert.Null(options.MaxRows);
        Assert.Null(options.Progress);
        Assert.False(options.CancellationToken.CanBeCanceled);
    }

    [Theory]
    [InlineData(File)]
    [InlineData(FixedFile)]
    public void Fit_WithBlend0_ChangesNothing(string file)
    {
        using OnnxTransformer transformer = Fit(file, new OnnxAdaptationOptions { Blend = 0 });
        AdaptedLayers.AssertClose(NetCase.Named("residual").Old, AdaptedLayers.Of(transformer), 1e-7);
    }

    [Fact]
    public void Fit_WithBlend_MixesMeansAndVariances()
    {
        using OnnxTransformer transformer = Fit(File, new OnnxAdaptationOptions { Blend = 0.25f, BatchSize = NetCase.BatchSize });
        NetCase net = NetCase.Named("residual");
        NetCase.Layer[] expected = [.. net.Old.Zip(net.UpdateBn, (old, update) => new NetCase.Layer(Mix(old.Mean, update.Mean), Mix(old.Variance, update.Variance)))];
        AdaptedLayers.AssertClose(expected, AdaptedLayers.Of(transformer), 1e-5);

        static double[] Mix(double[] old, double[] update) => [.. old.Zip(update, (one, other) => (0.75 * one) + (0.25 * other))];
    }

    [Theory]
    [InlineData(File, 8)]
    [InlineData(File, 11)]
    [InlineData(File, 1000)]
    [InlineData(FixedFile, 11)]
    public void Fit_WithMaxRows_TakesTheFirstRows(string file, int rows)
    {
        using OnnxTransformer some = Fit(file, new OnnxAdaptationOptions { MaxRows = rows, BatchSize = 4 });
        using OnnxTransformer alone = Fit(file, new OnnxAdaptationOptions { BatchSize = 4 }, NetCase.View(_ml, NetCase.Rows.Take(rows).ToArray()));
        Assert.Equal(AdaptedLayers.Bytes(alone), AdaptedLayers.Bytes(some));
    }

    [Fact]
    public void Fit_WithMaxRows_EndsThoughTheRowsDoNot()
    {
        IEnumerable<float[]> endless = Enumerable.Range(0, int.MaxValue).Select(i => NetCase.Rows[i % NetCase.Rows.Length]);
        using OnnxTransformer some = Fit(File, new OnnxAdaptationOptions { MaxRows = 16, BatchSize = 8 }, NetCase.View(_ml, endless));
        using OnnxTransformer alone = Fit(File, new OnnxAdaptationOptions { BatchSize = 8 }, NetCase.View(_ml, NetCase.Rows.Take(16).ToArray()));
        Assert.Equal(AdaptedLayers.Bytes(alone), AdaptedLayers.Bytes(some));
    }

    [Fact]
    public void Fit_WithExactStatistics_HardlyDependsOnTheOrderOfBatches()
    {
        using OnnxTransformer one = Fit(File, new OnnxAdaptationOptions { BatchSize = 10, Statistics = BatchNormStatistics.Exact });
        float[][] swapped = [.. NetCase.Rows.Skip(10), .. NetCase.Rows.Take(10)];
        using OnnxTransformer other = Fit(File, new OnnxAdaptationOptions { BatchSize = 10, Statistics = BatchNormStatistics.Exact }, NetCase.View(_ml, swapped));
        AdaptedLayers.AssertClose(AdaptedLayers.Of(one), AdaptedLayers.Of(other), 1e-6);
    }

    [Fact]
    public void Fit_WithProgress_ReportsEveryBatch()
    {
        var progress = new ProgressRecorder();
        Fit(File, new OnnxAdaptationOptions { BatchSize = 8, Progress = progress }).Dispose();
        Assert.Equal([(8L, 20L, 1L), (16L, 20L, 2L), (20L, 20L, 3L)], progress.Reports.Select(report => (report.Rows, report.TotalRows!.Value, report.Batches)));
        Assert.All(progress.Reports, report => Assert.Equal(0, report.RowsSkipped));
    }

    [Fact]
    public void Fit_OfModelWithABatchOf1_ReportsTheRowsOfAllPasses()
    {
        var progress = new ProgressRecorder();
        List<string> log = [];
        _ml.Log += (_, message) => log.Add(message.RawMessage);
        Fit(FixedFile, new OnnxAdaptationOptions { BatchSize = 8, MaxRows = 16, Progress = progress }).Dispose();
        // Four levels: the stem; the branch's first layer and the shortcut's; the branch's second; the head's.
        Assert.Equal([8L, 16L, 24L, 32L, 40L, 48L, 56L, 64L], progress.Reports.Select(report => report.Rows));
        Assert.All(progress.Reports, report => Assert.Equal(64, report.TotalRows));
        Assert.Single(log, message => message.StartsWith("Adapted 5 BatchNormalization layers to 16 rows in 2 batches and 4 passes, in ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(File)]
    [InlineData(FixedFile)]
    public void Fit_Cancelled_Ends(string file)
    {
        using var source = new CancellationTokenSource();
        var progress = new ProgressRecorder { Reported = _ => source.Cancel() };
        var options = new OnnxAdaptationOptions { BatchSize = 8, Progress = progress, CancellationToken = source.Token };
        Assert.Throws<OperationCanceledException>(() => Fit(file, options));
        Assert.Single(progress.Reports);
        Assert.Throws<OperationCanceledException>(() => Fit(file, options));
        Assert.Single(progress.Reports);
    }

    [Theory]
    [InlineData(File)]
    [InlineData(FixedFile)]
    public void Fit_WhereTheContextIsCancelled_Ends(string file)
    {
        var progress = new ProgressRecorder { Reported = _ => _ml.CancelExecution() };
        Assert.Throws<OperationCanceledException>(() => Fit(file, new OnnxAdaptationOptions { BatchSize = 8, Progress = progress }));
        Assert.Single(progress.Reports);
    }

    [Fact]
    public void Fit_WithSessionOptions_MakesItsSessionsWithThem()
    {
        int made = 0;
        _ml.SetOnnxSessionOption(new OnnxSessionOptions
        {
            CreateSessionOptions = () =>
            {
                made++;
                return new SessionOptions { IntraOpNumThreads = 1 };
            },
        });
        Fit(File, new OnnxAdaptationOptions()).Dispose();
        // That of the pass, and ML.NET's own.
        Assert.Equal(2, made);
    }

    [Fact]
    public void Fit_Always_LogsTheLayersAndTheirShift()
    {
        List<string> infos = [];
        _ml.Log += (_, message) =>
        {
            if (message.Source.Contains(nameof(OnnxAdaptationEstimator), StringComparison.Ordinal) && message.Kind == ChannelMessageKind.Info)
                infos.Add(message.RawMessage);
        };
        Fit(File, new OnnxAdaptationOptions { BatchSize = 8 }).Dispose();

        string[] lines = Assert.Single(infos).ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("Adapted 5 BatchNormalization layers to 20 rows in 3 batches and 1 pass, in ", lines[0]);
        Assert.Equal(["Layer", "channels", "shift", "(rms)", "(largest)", "spread"], Words(lines[1]));
        Assert.Equal(["/stem/stem.1/BatchNormalization", "8", .. Expected(0, 1e-3)], Words(lines[2]));
        Assert.Equal(["/head/head.2/BatchNormalization", "6", .. Expected(4, 1e-5)], Words(lines[6]));

        static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        static string[] Expected(int layer, double epsilon)
        {
            NetCase.Layer old = NetCase.Named("residual").Old[layer], now = NetCase.Named("residual").UpdateBn[layer];
            double[] shifts = [.. old.Mean.Select((mean, c) => Math.Abs(now.Mean[c] - mean) / Math.Sqrt(old.Variance[c] + epsilon))];
            double spread = Math.Exp(old.Variance.Select((variance, c) => 0.5 * Math.Log((now.Variance[c] + epsilon) / (variance + epsilon))).Average());
            return [.. new[] { Math.Sqrt(shifts.Average(shift => shift * shift)), shifts.Max(), spread }.Select(value => FormattableString.Invariant($"{value:0.00}"))];
        }
    }

    /// <summary>The heading is then longer than every name, and the columns still line up.</summary>
    [Fact]
    public void Fit_OfLayersWithShortNames_LogsATableThatLinesUp()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(System.IO.File.ReadAllBytes(NetCase.PathOf(File)));
        foreach ((int i, NodeProto node) in model.Graph.Node.Where(node => node.OpType == "BatchNormalization").Index())
            node.Name = $"b{i}";
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        System.IO.File.WriteAllBytes(path, model.ToByteArray());
        List<string> tables = [];
        _ml.Log += (_, message) =>
        {
            if (message.RawMessage.StartsWith("Adapted ", StringComparison.Ordinal))
                tables.Add(message.RawMessage);
        };
        try
        {
            Fit(path, new OnnxAdaptationOptions { BatchSize = 8 }).Dispose();
        }
        finally
        {
            System.IO.File.Delete(path);
        }

        string[] lines = Assert.Single(tables).ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("Layer  channels  shift (rms)  (largest)  spread", lines[1]);
        Assert.Equal(["b0", "b1", "b2", "b3", "b4"], lines[2..].Select(line => line[..2]));
        Assert.All(lines[2..], line => Assert.Equal(lines[1].Length, line.Length));
    }

    private OnnxTransformer Fit(string file, OnnxAdaptationOptions options, IDataView? view = null) =>
        _ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf(file), options).Fit(view ?? NetCase.View(_ml, NetCase.Rows));
}
