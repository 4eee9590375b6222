using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class PixelKernelTests
{
    [Fact]
    public void Extract_OfEveryCount_PicksTheBytesAtTheOffsets()
    {
        int[][] orders = [[0, 1, 2], [2, 1, 0], [2, 1, 0, 3], [1]];
        for (int count = 1; count <= 256; count++)
        {
            var pixels = new byte[count * 4];
            new Random(count).NextBytes(pixels);
            foreach (int[] offsets in orders)
            {
                byte[] first = Extract(pixels, offsets, channelsLast: false);
                byte[] last = Extract(pixels, offsets, channelsLast: true);
                for (int pixel = 0; pixel < count; pixel++)
                {
                    for (int c = 0; c < offsets.Length; c++)
                    {
                        Assert.Equal(pixels[(pixel * 4) + offsets[c]], first[(c * count) + pixel]);
                        Assert.Equal(pixels[(pixel * 4) + offsets[c]], last[(pixel * offsets.Length) + c]);
                    }
                }
            }
        }
    }

    private static byte[] Extract(byte[] pixels, int[] offsets, bool channelsLast)
    {
        var destination = new byte[pixels.Length / 4 * offsets.Length];
        PixelKernel.Extract(pixels, offsets, channelsLast, destination);
        return destination;
    }
}
