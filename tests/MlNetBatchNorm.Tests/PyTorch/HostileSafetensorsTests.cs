using System.Buffers.Binary;
using System.Text;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Headers that do not tell the truth: refused, with the tensor named and next to nothing allocated.</summary>
public sealed class HostileSafetensorsTests
{
    private const string Mean = """{"running_mean":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}""";
    private const string Whole = Mean + ""","running_var":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""";

    [Fact]
    public void LoadSafetensors_OfOwnHeader_IsRead()
    {
        Assert.Equal([0, 0, 0, 0], Load(File(Whole, 32)).RunningMean);
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
        Refusal.OfSafetensors($"it declares a header of {length} bytes, but the file is 24 bytes long", file);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void LoadSafetensors_OfFileShorterThanALength_SaysSo(int length) =>
        Refusal.OfSafetensors($"it is {length} bytes long and has no header", new byte[length]);

    [Fact]
    public void LoadSafetensors_OfHeaderThatIsAllOfTheFile_FindsNoTensor()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Load(File("{}", 0)));
        Assert.Equal("The safetensors file has no 'running_mean'. No key ends in 'running_mean'. (Parameter 'prefix')", error.Message);
    }

    /// <summary>A header of 100,000,000 bytes is the longest that the format's own library reads.</summary>
    [Fact]
    public void LoadSafetensors_OfHeaderAtTheLimit_IsReadAndALongerOneRefused()
    {
        const int limit = 100_000_000;
        byte[] json = Encoding.UTF8.GetBytes(Whole);
        using var longest = new PaddedStream(sizeof(ulong) + limit + 32, (0, Length(limit)), (sizeof(ulong), json));
        using var longer = new PaddedStream(sizeof(ulong) + limit + 33, (0, Length(limit + 1)), (sizeof(ulong), json));

        Assert.Equal(4, BatchNormParameters.LoadSafetensors(longest).NumFeatures);
        Refusal.OfSafetensors($"it declares a header of {limit + 1} bytes, but the file is {longer.Length} bytes long", longer);
    }

    [Fact]
    public void LoadSafetensors_OfTensorLargerThanAnyArray_RefusesItsSize()
    {
        const long length = (long)int.MaxValue + 1;
        byte[] json = Encoding.UTF8.GetBytes($$$"""{"running_mean":{"dtype":"F32","shape":[{{{length / 4}}}],"data_offsets":[0,{{{length}}}]}}""");
        using var file = new PaddedStream(sizeof(ulong) + json.Length + length, (0, Length(json.Length)), (sizeof(ulong), json));
        Refusal.OfSafetensors("'running_mean' is larger than any BatchNorm", file);
    }

    [Fact]
    public void LoadSafetensors_OfHeaderThatIsNoObject_SaysSo() => Refusal.OfSafetensors("its header is not a JSON object", File("[]", 32));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[4]],"data_offsets":[0,16]}}""")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[4],"data_offsets":[0,16]}}""")]
    public void LoadSafetensors_OfOtherJson_SaysWhereItIsWrong(string header)
    {
        FormatException error = Assert.Throws<FormatException>(() => Load(File(header, 32)));
        const string fault = "The safetensors file cannot be read: its header is not the JSON that it must be: ";
        Assert.StartsWith(fault, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(". " + Refusal.SaveSafetensorsAgain, error.Message, StringComparison.Ordinal);
        string found = error.Message[fault.Length..^(". ".Length + Refusal.SaveSafetensorsAgain.Length)];
        Assert.Matches("[A-Za-z]{3}.*[^.]$", found);
    }

    [Theory]
    [InlineData("""{"dtype":"F32","shape":[4]}""", "'a' has no data_offsets")]
    [InlineData("""{"dtype":"F32","data_offsets":[0,16]}""", "'a' has no shape")]
    [InlineData("""{"shape":[4],"data_offsets":[0,16]}""", "'a' has no dtype")]
    [InlineData("""{"dtype":4,"shape":[4],"data_offsets":[0,16]}""", "'a' has no dtype")]
    [InlineData("[]", "'a' has no data_offsets")]
    [InlineData("""{"dtype":"F32","shape":[4],"data_offsets":[0,15]}""", "'a' is F32 [4], but has 15 bytes")]
    [InlineData("""{"dtype":"F64","shape":[4],"data_offsets":[0,16]}""", "'a' is F64 [4], but has 16 bytes")]
    [InlineData("""{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}""", "'a' is F32 [4611686018427387904, 4611686018427387904], but has 0 bytes")]
    [InlineData("""{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}""", "'a' is F32 [4611686018427387905], but has 4 bytes")]
    [InlineData("""{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}""", "the shape of 'a' has -4, which is not a whole number of 0 or more")]
    [InlineData("""{"dtype":"F32","shape":[-1],"data_offsets":[0,16]}""", "the shape of 'a' has -1, which is not a whole number of 0 or more")]
    [InlineData("""{"dtype":"F32","shape":[4],"data_offsets":[-1,16]}""", "the data_offsets of 'a' has -1, which is not a whole number of 0 or more")]
    [InlineData("""{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}""", "the shape of 'a' has 4.5, which is not a whole number of 0 or more")]
    [InlineData("""{"dtype":"F32","shape":["4"],"data_offsets":[0,16]}""", "the shape of 'a' has \"4\", which is not a whole number of 0 or more")]
    [InlineData("""{"dtype":"F32","shape":[1e99],"data_offsets":[0,16]}""", "the shape of 'a' has 1e99, which is not a whole number of 0 or more")]
    [InlineData("""{"dtype":"F32","shape":[4],"data_offsets":[16,0]}""", "the data_offsets of 'a' are [16, 0], but the data is 16 bytes long")]
    [InlineData("""{"dtype":"F32","shape":[4],"data_offsets":[0,16,32]}""", "the data_offsets of 'a' are [0, 16, 32], but the data is 16 bytes long")]
    [InlineData("""{"dtype":"F32","shape":[400],"data_offsets":[0,1600]}""", "the data_offsets of 'a' are [0, 1600], but the data is 16 bytes long")]
    [InlineData("""{"dtype":"F32","shape":[2],"data_offsets":[8,16]}""", "its tensors do not lie side by side: one ends at 0, the next begins at 8")]
    [InlineData("""{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "its tensors are 8 bytes long, but its data is 16")]
    public void LoadSafetensors_OfTensorThatCannotBe_NamesIt(string tensor, string because) =>
        Refusal.OfSafetensors(because, File($$"""{"a":{{tensor}} }""", 16));

    /// <summary>The product of these dimensions is 2^62 times some number, and 4: in 64 bits times 4 bytes, just the 16 bytes that there are.</summary>
    [Fact]
    public void LoadSafetensors_OfShapeWhoseProductOverflowsToItsLength_Refuses()
    {
        long[] shape = [4, 63, 4031, 16252991, 34915, 271312171608400885];
        Assert.Equal(16, unchecked(shape.Aggregate((product, dimension) => product * dimension) * sizeof(float)));
        Refusal.OfSafetensors($"'a' is F32 [{string.Join(", ", shape)}], but has 16 bytes",
            File($$$"""{"a":{"dtype":"F32","shape":[{{{string.Join(',', shape)}}}],"data_offsets":[0,16]}}""", 16));
    }

    [Fact]
    public void LoadSafetensors_OfTensorsInAnyOrder_IsRead()
    {
        byte[] file = File(
            """{"running_var":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"empty":{"dtype":"F32","shape":[7,0],"data_offsets":[16,16]}"""
            + ""","running_mean":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 16);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 8), 3);
        BatchNormParameters parameters = Load(file);
        Assert.Equal([0, 0], parameters.RunningMean);
        Assert.Equal([3, 0], parameters.RunningVariance);
    }

    [Fact]
    public void LoadSafetensors_OfTensorsThatOverlap_SaysSo() => Refusal.OfSafetensors("its tensors do not lie side by side: one ends at 16, the next begins at 8",
        File(Mean + ""","running_var":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}""", 24));

    [Theory]
    [InlineData("I32", "[4]", "is of I32, but must be of half, bfloat16, single or double precision numbers", false)]
    [InlineData("U32", "[4]", "is of U32, but must be of half, bfloat16, single or double precision numbers", false)]
    [InlineData("F32", "[2,2]", "has shape [2, 2], but must have [4]", true)]
    [InlineData("F64", "[2]", "has shape [2], but must have [4]", true)]
    public void LoadSafetensors_OfTensorThatNoBatchNormHas_NamesIt(string dtype, string shape, string because, bool misshapen) =>
        Refusal.OfSafetensors($"'running_var' {because}",
            File(Mean + $$""","running_var":{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":[16,32]} }""", 32),
            misshapen ? Refusal.Keys("running_var", "running_var") : Refusal.SaveSafetensorsAgain);

    [Theory]
    [InlineData("I64", "[2]", "has shape [2], but must have a scalar, []", true)]
    [InlineData("I64", "[1,1]", "has shape [1, 1], but must have a scalar, []", true)]
    [InlineData("C64", "[]", "is of C64, but must be of numbers", false)]
    public void LoadSafetensors_OfCounterThatNoBatchNormHas_NamesIt(string dtype, string shape, string because, bool misshapen)
    {
        int length = shape == "[2]" ? 16 : 8;
        Refusal.OfSafetensors($"'num_batches_tracked' {because}",
            File(Whole[..^1] + $$""","num_batches_tracked":{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":[32,{{32 + length}}]} }""", 32 + length),
            misshapen ? Refusal.Keys("num_batches_tracked", "num_batches_tracked") : Refusal.SaveSafetensorsAgain);
    }

    [Fact]
    public void LoadSafetensors_OfNegativeVariance_NamesItsChannel()
    {
        byte[] file = File(Whole, 32);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 8), -1);
        Refusal.OfSafetensors(
            "the BatchNorm under '' is impossible: RunningVariance must be 0 or more, but channel 2 has -1", file);
    }

    private static byte[] File(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. Length(json.Length), .. json, .. new byte[dataLength]];
    }

    private static byte[] Length(int header) => [.. BitConverter.GetBytes((long)header)];

    private static BatchNormParameters Load(byte[] file) => BatchNormParameters.LoadSafetensors(new MemoryStream(file));
}
