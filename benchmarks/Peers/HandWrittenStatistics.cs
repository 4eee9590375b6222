namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>What one writes to learn statistics without the library: a loop over pixels that adds them and their squares.</summary>
internal sealed class HandWrittenStatistics(int channels, ChannelLayout layout)
{
    private readonly double[] _sums = new double[channels];
    private readonly double[] _squares = new double[channels];
    private long _count;

    public void Add(ReadOnlySpan<float> pixels)
    {
        int spatial = pixels.Length / channels;
        for (int i = 0; i < pixels.Length; i++)
        {
            int c = layout == ChannelLayout.ChannelsLast ? i % channels : i / spatial;
            double value = pixels[i];
            _sums[c] += value;
            _squares[c] += value * value;
        }

        _count += spatial;
    }

    public double Variance(int channel)
    {
        double mean = _sums[channel] / _count;
        return (_squares[channel] / _count) - (mean * mean);
    }
}
