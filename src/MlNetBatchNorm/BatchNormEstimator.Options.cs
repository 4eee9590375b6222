using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm;

public sealed partial class BatchNormEstimator
{
    /// <summary>
    /// What a <see cref="BatchNormEstimator"/> is asked to do. All values are checked together when the estimator is made: an
    /// <see cref="ArgumentOutOfRangeException"/> then names every option that is wrong.
    /// </summary>
    public sealed record Options
    {
        /// <summary>How many consecutive rows make a batch, at least 1. The last batch may be shorter. Default 32.</summary>
        public int BatchSize { get; init; } = Defaults.BatchSize;

        /// <summary>Added to the variance before the square root is taken; finite, 0 or more. Default 1e-5.</summary>
        public float Epsilon { get; init; } = Defaults.Epsilon;

        /// <summary>
        /// The weight of the new batch in the running statistics, from 0 to 1, as in PyTorch (Keras' momentum is one minus this); null for
        /// the cumulative average over batches. Default 0.1.
        /// </summary>
        public float? Momentum { get; init; } = Defaults.Momentum;

        /// <summary>Which statistics are learned: PyTorch's running ones (default), or the exact ones of all rows.</summary>
        public BatchNormStatistics Statistics { get; init; } = BatchNormStatistics.Running;

        /// <summary>Whether the normalized values are multiplied by a weight and moved by a bias, each one a channel. Default true.</summary>
        public bool Affine { get; init; } = Defaults.Affine;

        /// <summary>
        /// Whether statistics are learned (default). If false, every batch of rows is normalized by its own mean and biased variance, when
        /// fitting and when applying; the transformer is then no row-to-row mapper.
        /// </summary>
        public bool TrackRunningStats { get; init; } = Defaults.TrackRunningStats;

        /// <summary>Where the channels stand among the column's dimensions. Default: the dimensions tell.</summary>
        public ChannelLayout Layout { get; init; } = ChannelLayout.Auto;

        /// <summary>
        /// The number of channels. Needed on a flat vector <c>[C*H*W]</c>, whose one dimension cannot tell; where the dimensions do tell, it
        /// must agree with them. Null (default): the dimensions tell.
        /// </summary>
        public int? NumFeatures { get; init; }

        /// <summary>Which channels are read of an image column, and in which order; of no effect on vectors. Default: red, green, blue.</summary>
        public ImageChannels ImageChannels { get; init; } = ImageChannels.Rgb;

        /// <summary>The weight (gamma) of each channel, as long as there are channels; finite. Null (default): ones. Needs <see cref="Affine"/>.</summary>
        public IReadOnlyList<float>? Weight { get; init; }

        /// <summary>The bias (beta) of each channel, as long as there are channels; finite. Null (default): zeros. Needs <see cref="Affine"/>.</summary>
        public IReadOnlyList<float>? Bias { get; init; }

        /// <summary>Whether a last batch of fewer than <see cref="BatchSize"/> rows is left out of the statistics. Default false.</summary>
        public bool DropLastBatch { get; init; }

        /// <summary>What to do with a row that has a NaN or an infinity. Default: throw.</summary>
        public NonFiniteHandling NonFinite { get; init; } = NonFiniteHandling.Throw;

        /// <summary>
        /// Whether rows that the source cannot deliver, such as broken images, are left out of the statistics, in every fitted column, and
        /// counted; the log names the first. Default false: such a row ends the fit with an error that names the column, the row and the file.
        /// </summary>
        public bool SkipUnreadableRows { get; init; }

        /// <summary>
        /// The most threads that read and compute at once: 1 or more; null (default) or -1, as in .NET, for as many as there are processors.
        /// No fit uses more than 64, or more than there are processors where those are more, whatever is asked for.
        /// The result is the same to the bit whatever the number.
        /// </summary>
        public int? MaxDegreeOfParallelism { get; init; }

        /// <summary>Told of every batch while fitting; null (default) for nobody.</summary>
        public IProgress<BatchNormProgress>? Progress { get; init; }

        /// <summary>Ends a fit with an <see cref="OperationCanceledException"/> within one batch; nothing is left half-fitted.</summary>
        public CancellationToken CancellationToken { get; init; }
    }
}
