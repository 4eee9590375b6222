using Microsoft.ML;
using MlNetBatchNorm.Cluster.Jobs;

namespace MlNetBatchNorm;

/// <summary>The pipeline that processes a shard of files: ML.NET steps from a file's path to a column, and the statistics to collect from it.</summary>
/// <remarks>Safe for use by several threads if its steps are.</remarks>
public sealed class ShardPipeline
{
    /// <summary>The text column that the steps begin with, one row per file.</summary>
    public const string PathColumn = "Path";

    /// <summary>What the library advises on a row that cannot be read: an option that a job sets by itself.</summary>
    private const string OptionOfRows = "set SkipUnreadableRows to leave such rows out";

    private const string OptionOfFiles = "set OnBadFile to Skip to leave such files out";

    private readonly MLContext _mlContext;
    private readonly IEstimator<ITransformer> _steps;
    private readonly string _inputColumnName;
    private readonly BatchNormEstimator.Options _options;

    /// <summary>Checks the options.</summary>
    /// <param name="mlContext">The context that the steps were created with.</param>
    /// <param name="steps">
    /// Steps from <see cref="PathColumn"/> to the input column, row by row. They are fitted without rows, so they must not learn, and must give the same
    /// result for the same file on every machine.
    /// </param>
    /// <param name="inputColumnName">The column to collect statistics from.</param>
    /// <param name="options">
    /// The options; null (default) for the defaults. Statistics and CancellationToken are not used, and <see cref="Collect"/> decides
    /// SkipUnreadableRows.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument other than the options is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not valid.</exception>
    public ShardPipeline(
        MLContext mlContext, IEstimator<ITransformer> steps, string inputColumnName, BatchNormEstimator.Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(inputColumnName);
        _mlContext = mlContext;
        _steps = steps;
        _inputColumnName = inputColumnName;
        options = (options ?? new BatchNormEstimator.Options()) with { Statistics = BatchNormStatistics.Exact };
        _ = Estimator(options);
        // Lists of the caller's, which have no part in statistics.
        _options = options with { Weight = null, Bias = null };
    }

    /// <summary>Collects the statistics of files on this machine, as a worker does.</summary>
    /// <param name="files">The files' paths; there may be none.</param>
    /// <param name="shard">The part of a data set that the files are; null (default) if it is not split by a plan.</param>
    /// <param name="onBadFile">What to do with a file that cannot be read. Default: fail.</param>
    /// <param name="cancellationToken">Ends the pass over the files.</param>
    /// <returns>The statistics, the same on every machine and with any number of threads.</returns>
    /// <exception cref="ArgumentNullException">The files are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The steps do not create the column, or its dimensions are unknown.</exception>
    /// <exception cref="InvalidOperationException">A file cannot be read, or has values that are not finite; the message names it and its row.</exception>
    /// <exception cref="OperationCanceledException">The pass was canceled.</exception>
    public ChannelStatistics Collect(
        IReadOnlyList<string> files, Shard? shard = null, OnBadFile onBadFile = OnBadFile.Fail, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ITransformer steps = _steps.Fit(Rows([]));
        BatchNormEstimator estimator = Estimator(_options with { SkipUnreadableRows = onBadFile == OnBadFile.Skip, CancellationToken = cancellationToken });
        try
        {
            return estimator.CollectStatistics(steps.Transform(Rows(files)), shard);
        }
        catch (InvalidOperationException error) when (error.Message.Contains(OptionOfRows, StringComparison.Ordinal))
        {
            throw new InvalidOperationException(error.Message.Replace(OptionOfRows, OptionOfFiles, StringComparison.Ordinal), error);
        }
    }

    private IDataView Rows(IEnumerable<string> files) => _mlContext.Data.LoadFromEnumerable(files.Select(file => new FileRow { Path = file }));

    private BatchNormEstimator Estimator(BatchNormEstimator.Options options) => _mlContext.Transforms.NormalizeBatch("Statistics", _inputColumnName, options);
}
