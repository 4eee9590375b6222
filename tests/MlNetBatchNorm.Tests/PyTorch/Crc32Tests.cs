using MlNetBatchNorm.PyTorch.StateDict;

namespace MlNetBatchNorm.Tests.PyTorch;

public sealed class Crc32Tests
{
    /// <summary>The check value of CRC-32/ISO-HDLC in the catalog of parameterized CRC algorithms.</summary>
    [Fact]
    public void Value_OfTheCheckText_IsTheCataloguesInAnyChunks()
    {
        ReadOnlySpan<byte> text = "123456789"u8;
        for (int split = 0; split <= text.Length; split++)
        {
            var crc = new Crc32();
            crc.Append(text[..split]);
            crc.Append(text[split..]);
            Assert.Equal(0xCBF43926u, crc.Value);
        }

        Assert.Equal(0u, new Crc32().Value);
    }
}
