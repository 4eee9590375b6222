using System.Buffers.Binary;
using System.Text;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Headers that do not tell the truth: refused, with the tensor named and next to nothing allocated.</summary>
public sealed class HostileSafetensorsTests
{
    private const string Mean = """{"running_mean":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}""";

    [Fact]
    public void LoadSafetensors_OfOwnHeader_IsRead()
    {
        using var file = new MemoryStream(File(Mean + ""","running_var":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""", 32));
        Assert.Equal([0, 0, 0, 0], BatchNormParameters.LoadSafetensors(file).RunningMean);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 62)]
    [InlineData(100_000_001UL)]
    [InlineData(17UL)]
    public void LoadSafetensors_OfHeaderLongerThanTheFile_SaysSo(ulong length)
    {
        var file = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        AssertRefused($"its header is {length} bytes long, but the file is 24 bytes long", file);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{} x")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[4]],"data_offsets":[0,16]}}""")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[4],"data_offsets":[0,16]}}""")]
    public void LoadSafetensors_OfOtherJson_SaysWhereItIsWrong(string header) => AssertRefused("its header is", File(header, 32));

    [Theory]
    [InlineData("""{"dtype":"F32","shape":[4]}""", "'a' has no data_offsets")]
    [InlineData("""{"dtype":"F32","data_offsets":[0,16]}""", "'a' has no shape")]
    [InlineData("""{"shape":[4],"data_offsets":[0,16]}""", "'a' has no dtype")]
    [InlineData("""{"dtype":4,"shape":[4],"data_offsets":[0,16]}""", "'a' has no dtype")]
    [InlineData("[]", "'a' has no data_offsets")]
    [InlineData("""{"dtype":"F32","shape":[4],"data_offsets":[0,15]}""", "'a' is F32 [4], but has 15 bytes")]
    [InlineData("""{"dtype":"F64","shape":[4],"data_offsets":[0,16]}""", "'a' is F64 [4], but has 16 bytes")]
    [InlineData("""{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}""", "but has 0 bytes")]
    [InlineData("""{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}""", "but has 4 bytes")]
    [InlineData("""{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}""", "the shape of 'a' has -4")]
    [InlineData("""{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}""", "the shape of 'a' has 4.5")]
    [InlineData("""{"dtype":"F32","shape":["4"],"data_offsets":[0,16]}""", "the shape of 'a' has \"4\"")]
    [InlineData("""{"dtype":"F32","shape":[1e99],"data_offsets":[0,16]}""", "the shape of 'a' has 1e99")]
    [InlineData("""{"dtype":"F32","shape":[4],"data_offsets":[16,0]}""", "the data_offsets of 'a' are [16, 0]")]
    [InlineData("""{"dtype":"F32","shape":[4],"data_offsets":[0,16,32]}""", "the data_offsets of 'a' are [0, 16, 32]")]
    [InlineData("""{"dtype":"F32","shape":[400],"data_offsets":[0,1600]}""", "the data_offsets of 'a' are [0, 1600], but the data is 16 bytes long")]
    [InlineData("""{"dtype":"F32","shape":[2],"data_offsets":[8,16]}""", "do not lie side by side: one ends at 0, the next begins at 8")]
    [InlineData("""{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "its tensors are 8 bytes long, but its data is 16")]
    public void LoadSafetensors_OfTensorThatCannotBe_NamesIt(string tensor, string because) =>
        AssertRefused(because, File($$"""{"a":{{tensor}} }""", 16));

    [Fact]
    public void LoadSafetensors_OfTensorsThatOverlap_SaysSo() => AssertRefused("do not lie side by side",
        File(Mean + ""","running_var":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}""", 24));

    [Theory]
    [InlineData("I32", "[4]", "'running_var' is of I32, but must be of half, bfloat16, single or double precision numbers")]
    [InlineData("F32", "[2,2]", "'running_var' has shape [2, 2], but must have [4]. The keys that end in 'running_var' are: running_var.")]
    [InlineData("F64", "[2]", "'running_var' has shape [2], but must have [4]")]
    public void LoadSafetensors_OfTensorThatNoBatchNormHas_NamesIt(string dtype, string shape, string because) => AssertRefused(because,
        File(Mean + $$""","running_var":{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":[16,32]} }""", 32));

    [Fact]
    public void LoadSafetensors_OfNegativeVariance_NamesItsChannel()
    {
        byte[] file = File(Mean + ""","running_var":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""", 32);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 8), -1);
        AssertRefused("RunningVariance must be 0 or more, but channel 2 has -1", file);
    }

    private static byte[] File(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var file = new byte[sizeof(ulong) + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, sizeof(ulong));
        return file;
    }

    private static void AssertRefused(string because, byte[] file) =>
        Damage.AssertRefused(stream => BatchNormParameters.LoadSafetensors(stream), because, file);
}
