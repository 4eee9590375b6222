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
        bool channelsLast = layout == ChannelLayout.ChannelsLast;
        int step = channelsLast ? channels : 1;
        for (int c = 0; c < channels; c++)
            AddChannel(c, channelsLast ? pixels[c..] : pixels.Slice(c * spatial, spatial), step);
        _count += spatial;
    }

    public double Variance(int channel)
    {
        double mean = _sums[channel] / _count;
        return (_squares[channel] / _count) - (mean * mean);
    }

    private void AddChannel(int channel, ReadOnlySpan<float> values, int step)
    {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < values.Length; i += step)
        {
            double value = values[i];
            sum += value;
            squares += value * value;
        }

        _sums[channel] += sum;
        _squares[channel] += squares;
    }
}
