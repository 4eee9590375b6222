using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>ONNX's own test suite of BatchNormalization, run against the transformer; see Reference/convert_backend_tests.py.</summary>
public sealed class BackendTests
{
    private const double Tolerance = 1e-6;

    private readonly MLContext _ml = new();

    public static TheoryData<string> InferenceCases() => BackendCase.Names(trainingMode: false);

    public static TheoryData<string> TrainingCases() => BackendCase.Names(trainingMode: true);

    [Theory]
    [MemberData(nameof(InferenceCases))]
    public void Transform_ByGivenParameters_GivesOnnxsOutput(string name)
    {
        BackendCase test = BackendCase.Named(name);
        Close.AssertRelative(test.Output, Values(Known(test), View(test)), Tolerance);
    }

    [Theory]
    [MemberData(nameof(TrainingCases))]
    public void Transform_ByTheBatchsOwnStatistics_GivesOnnxsTrainingOutput(string name)
    {
        BackendCase test = BackendCase.Named(name);
        BatchNormTransformer transformer = Estimator(test, tracked: false).Fit(View(test));
        Close.AssertRelative(test.Output, Values(transformer, View(test)), Tolerance);
    }

    [Theory]
    [MemberData(nameof(TrainingCases))]
    public void Fit_GoingOnFromGivenStatistics_LearnsOnnxsMean(string name)
    {
        BackendCase test = BackendCase.Named(name);
        Close.AssertRelative(test.OutputMean!, GoOn(test).RunningMean, Tolerance);
    }

    /// <summary>
    /// ONNX's running variance takes the biased variance of a batch, PyTorch's and this library's the unbiased one: n / (n - 1) times as
    /// much for n values a channel.
    /// </summary>
    [Theory]
    [MemberData(nameof(TrainingCases))]
    public void Fit_GoingOnFromGivenStatistics_LearnsOnnxsVarianceMadeUnbiased(string name)
    {
        BackendCase test = BackendCase.Named(name);
        double values = (double)test.X.Length / test.Mean.Length;
        double[] expected = [.. test.OutputVariance!.Zip(test.Variance, (learned, given) =>
        {
            double old = (double)test.Momentum * given;
            return old + ((learned - old) * values / (values - 1));
        })];
        double[] actual = [.. GoOn(test).RunningVariance.Select(value => (double)value)];
        Close.AssertRelative(expected, actual, Tolerance);
        Assert.All(actual.Zip(test.OutputVariance!), pair => Assert.True(pair.First > pair.Second * (1 + (10 * Tolerance))));
    }

    private BatchNormParameters GoOn(BackendCase test) => Estimator(test, tracked: true).Fit(View(test), Known(test)).Parameters[0];

    private BatchNormTransformer Known(BackendCase test)
    {
        var parameters = new BatchNormParameters(test.Mean, test.Variance, test.Scale, test.Bias, test.Epsilon, 1 - test.Momentum,
            layout: ChannelLayout.ChannelsFirst);
        return _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, parameters).Fit(View(test));
    }

    private BatchNormEstimator Estimator(BackendCase test, bool tracked) => _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input,
        new BatchNormEstimator.Options
        {
            Momentum = 1 - test.Momentum,
            Epsilon = test.Epsilon,
            Weight = test.Scale,
            Bias = test.Bias,
            TrackRunningStats = tracked,
            Layout = ChannelLayout.ChannelsFirst,
        });

    private IDataView View(BackendCase test) => ColumnValues.View(_ml, test.Rows, test.Dimensions);

    private static float[] Values(BatchNormTransformer transformer, IDataView data) =>
        [.. ColumnValues.Read(transformer.Transform(data), "Y").SelectMany(row => row)];
}
