using Microsoft.ML;
using Microsoft.ML.Data;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Models that are searched, and whose fit continues.</summary>
public sealed class ContinueBatchNormTests
{
    private const int Half = 64;

    private readonly MLContext _ml = new();
    private readonly IDataView _first;
    private readonly IDataView _second;
    private readonly IDataView _all;

    public ContinueBatchNormTests()
    {
        _all = ColumnValues.View(_ml, RandomRows.Singles(2 * Half, 12), 3, 4);
        _first = _ml.Data.TakeRows(_all, Half);
        _second = _ml.Data.SkipRows(_all, Half);
    }

    public static TheoryData<Options> AllOptions() => new()
    {
        new Options(),
        new Options() { Momentum = null, BatchSize = 16 },
        new Options() { Statistics = BatchNormStatistics.Exact },
        new Options() { Affine = false, Epsilon = 1e-3f },
        new Options() { Weight = [1, 2, 3], Bias = [3, 2, 1] },
        new Options() { Layout = ChannelLayout.ChannelsLast, NumFeatures = 4 },
    };

    [Theory]
    [MemberData(nameof(AllOptions), DisableDiscoveryEnumeration = true)]
    public void ContinueBatchNorm_OfALoadedModel_LearnsWhatOneFitLearns(Options options)
    {
        EstimatorChain<BatchNormTransformer> pipeline = _ml.Transforms.CopyColumns("Z", "X").Append(_ml.Transforms.NormalizeBatch("Y", "Z", options));
        ITransformer loaded = Models.SaveAndLoad(_ml, pipeline.Fit(_first), _first);

        ITransformer both = loaded.ContinueBatchNorm(_second);

        Assert.Equal(pipeline.Fit(_all).LastTransformer.Parameters[0], both.Find<BatchNormTransformer>().Parameters[0]);
        Assert.Equal(2, Assert.IsType<TransformerChain<ITransformer>>(both).Count());
    }

    [Theory]
    [MemberData(nameof(AllOptions), DisableDiscoveryEnumeration = true)]
    public void ContinueBatchNorm_OnNoRows_KeepsWhatWasLearned(Options options)
    {
        ITransformer model = _ml.Transforms.CopyColumns("Z", "X").Append(_ml.Transforms.NormalizeBatch("Y", "Z", options)).Fit(_first);

        ITransformer continued = model.ContinueBatchNorm(_ml.Data.SkipRows(_all, 2 * Half));

        Assert.Equal(model.Find<BatchNormTransformer>().Parameters[0], continued.Find<BatchNormTransformer>().Parameters[0]);
    }

    [Fact]
    public void ContinueBatchNorm_OfTwoInARow_FitsTheSecondOnTheNewFirst()
    {
        var pipeline = _ml.Transforms.NormalizeBatch("Y", "X", momentum: null).Append(_ml.Transforms.NormalizeBatch("Z", "Y", momentum: null));
        ITransformer model = pipeline.Fit(_first);
        BatchNormTransformer[] both = [.. model.ContinueBatchNorm(_second).FindAll<BatchNormTransformer>()];

        BatchNormTransformer first = _ml.Transforms.NormalizeBatch("Y", "X", momentum: null).Fit(_second, model.FindAll<BatchNormTransformer>().First());
        Assert.Equal(first.Parameters[0], both[0].Parameters[0]);
        BatchNormTransformer second = _ml.Transforms.NormalizeBatch("Z", "Y", momentum: null)
            .Fit(first.Transform(_second), model.FindAll<BatchNormTransformer>().Last());
        Assert.Equal(second.Parameters[0], both[1].Parameters[0]);
    }

    [Fact]
    public void ContinueBatchNorm_OfKnownStatisticsAndInverses_LeavesThemAsTheyAre()
    {
        BatchNormTransformer fitted = _ml.Transforms.NormalizeBatch("Y", "X", momentum: null).Fit(_first);
        BatchNormTransformer known = _ml.Transforms.NormalizeChannels("Z", "X", [1, 2, 3], [4, 5, 6]).Fit(_first);
        BatchNormTransformer inverse = fitted.CreateInverse();
        ITransformer[] steps = [.. (IEnumerable<ITransformer>)new TransformerChain<ITransformer>(fitted, known, inverse).ContinueBatchNorm(_second)];

        Assert.NotSame(fitted, steps[0]);
        Assert.Same(known, steps[1]);
        Assert.Same(inverse, steps[2]);
    }

    [Fact]
    public void ContinueBatchNorm_OfAModelWithATrainer_LeavesTheTrainedPart()
    {
        var rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new Row { X = i % 10, Label = i % 10 * 2 }));
        var pipeline = _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact)
            .Append(_ml.Transforms.Concatenate("Features", "Y"))
            .Append(_ml.Regression.Trainers.Sdca(maximumNumberOfIterations: 3));
        var model = pipeline.Fit(rows);

        Assert.Same(model.LastTransformer, ((IEnumerable<ITransformer>)model.ContinueBatchNorm(rows)).Last());
    }

    /// <summary>A step that is not for scoring is not in the model for it, also once it is saved and loaded.</summary>
    [Fact]
    public void ContinueBatchNorm_OfAChainWithScopes_KeepsThemAndItsType()
    {
        var pipeline = _ml.Transforms.NormalizeBatch("Y", "X", momentum: null)
            .Append(_ml.Transforms.CopyColumns("Label", "X"), TransformerScope.TrainTest)
            .Append(_ml.Transforms.NormalizeBatch("Z", "Y", momentum: null));
        TransformerChain<BatchNormTransformer> model = pipeline.Fit(_first);

        TransformerChain<BatchNormTransformer> both = model.ContinueBatchNorm(_second);
        Assert.Equal(3, both.Count());
        Assert.Equal(2, both.GetModelFor(TransformerScope.Scoring).Count());
        Assert.Equal(3, both.GetModelFor(TransformerScope.Testing).Count());
        Assert.Equal(2, Assert.IsType<TransformerChain<ITransformer>>(Models.SaveAndLoad(_ml, both, _first)).GetModelFor(TransformerScope.Scoring).Count());
        Assert.NotEqual(model.LastTransformer.Parameters[0], both.LastTransformer.Parameters[0]);
        Assert.Equal(model.LastTransformer.Parameters[0].NumBatchesTracked * 2, both.LastTransformer.Parameters[0].NumBatchesTracked);

        Assert.IsType<BatchNormTransformer>(((ITransformer)model.LastTransformer).ContinueBatchNorm(model.Transform(_second)));
    }

    [Fact]
    public void ContinueBatchNorm_OfChainsInAChain_KeepsTheirTypesAndScopes()
    {
        var inner = _ml.Transforms.NormalizeBatch("Y", "X", momentum: null).Append(_ml.Transforms.CopyColumns("Label", "X"), TransformerScope.TrainTest);
        var model = _ml.Transforms.CopyColumns("W", "X").Append(inner).Fit(_first);

        var both = model.ContinueBatchNorm(_second);
        Assert.IsType(model.LastTransformer.GetType(), both.LastTransformer);
        Assert.Single(both.LastTransformer.GetModelFor(TransformerScope.Scoring));
        Assert.Equal(_ml.Transforms.NormalizeBatch("Y", "X", momentum: null).Fit(_all).Parameters[0], both.Find<BatchNormTransformer>().Parameters[0]);
    }

    [Fact]
    public void ContinueBatchNorm_WithOptions_UsesThem()
    {
        float[][] rows = RandomRows.Singles(10, 12);
        rows[3][5] = float.NaN;
        IDataView bad = ColumnValues.View(_ml, rows, 3, 4);
        ITransformer model = _ml.Transforms.NormalizeBatch("Y", "X", momentum: null).Fit(_first);

        Assert.Throws<InvalidOperationException>(() => model.ContinueBatchNorm(bad));
        ITransformer both = model.ContinueBatchNorm(bad, options => options with { NonFinite = NonFiniteHandling.SkipRow });
        Assert.All(both.Find<BatchNormTransformer>().Parameters[0].RunningMean, mean => Assert.True(float.IsFinite(mean)));
    }

    [Fact]
    public void ContinueBatchNorm_WithoutAFit_IsRefused()
    {
        ITransformer model = _ml.Transforms.NormalizeChannels("Y", "X", [1, 2, 3], [4, 5, 6]).Fit(_first);
        ErrorText.IsOfParameter("model", "The model has no NormalizeBatch that was fitted with statistics, so there is no fit to continue.",
            () => model.ContinueBatchNorm(_second));
    }

    [Fact]
    public void Find_OfSeveralOrNone_ListsTheSteps()
    {
        ITransformer model = _ml.Transforms.NormalizeBatch("Y", "X").Append(_ml.Transforms.NormalizeBatch("Z", "X")).Fit(_first);
        ErrorText.IsOfParameter("model",
            "The model has 2 BatchNormTransformer, but must have one; FindAll finds any number. Its steps are: BatchNormTransformer, BatchNormTransformer.",
            () => model.Find<BatchNormTransformer>());
        ErrorText.IsOfParameter("model",
            "The model has no ColumnCopyingTransformer, but must have one; FindAll finds any number. Its steps are: BatchNormTransformer, BatchNormTransformer.",
            () => model.Find<Microsoft.ML.Transforms.ColumnCopyingTransformer>());
    }

    [Fact]
    public void Options_OfALoadedTransformer_AreThoseOfTheFit()
    {
        var options = new Options
        {
            BatchSize = 7,
            Epsilon = 0.25f,
            Momentum = 0.5f,
            Affine = false,
            Layout = ChannelLayout.ChannelsLast,
            NumFeatures = 4,
        };
        ITransformer loaded = Models.SaveAndLoad(_ml, _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(_first), _first);

        Assert.Equal(options, loaded.Find<BatchNormTransformer>().Options);
    }

    [Fact]
    public void Options_OfALoadedTransformer_HaveItsWeightAndBias()
    {
        var options = new Options { Statistics = BatchNormStatistics.Exact, Weight = [1, 2, 3], Bias = [3, 2, 1] };
        ITransformer loaded = Models.SaveAndLoad(_ml, _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(_first), _first);
        Options found = loaded.Find<BatchNormTransformer>().Options;

        Assert.Equal(options.Weight, found.Weight);
        Assert.Equal(options.Bias, found.Bias);
        Assert.Equal(_ml.Transforms.NormalizeBatch("Y", "X", options).Fit(_second).Parameters[0], _ml.Transforms.NormalizeBatch("Y", "X", found).Fit(_second).Parameters[0]);
    }

    /// <summary>Which statistics are learned doesn't depend on epsilon.</summary>
    [Fact]
    public void ContinueBatchNorm_OfExactStatisticsWithOtherEpsilon_UsesIt()
    {
        var pipeline = _ml.Transforms.NormalizeBatch("Y", "X", epsilon: 0, statistics: BatchNormStatistics.Exact);
        ITransformer model = _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(_first);

        Assert.Equal(pipeline.Fit(_all).Parameters[0],
            model.ContinueBatchNorm(_second, options => options with { Epsilon = 0 }).Find<BatchNormTransformer>().Parameters[0]);
    }

    private sealed class Row
    {
        public float X { get; set; }

        public float Label { get; set; }
    }
}
