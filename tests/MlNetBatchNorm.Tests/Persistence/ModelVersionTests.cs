using System.Buffers.Binary;
using System.Reflection;
using System.Text;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Models outlive builds of the library: files that other builds saved, made by changing a file's bytes.</summary>
public sealed class ModelVersionTests
{
    private const string NameInGoldenModel = "MlNetBatchNorm, Version=0.1.0.0";

    private readonly MLContext _ml = new();

    /// <summary>The assembly's version is part of what a program is compiled against, and stays until the major version changes.</summary>
    [Fact]
    public void AssemblyVersion_IsTheMajorOne() => Assert.Equal(new Version(1, 0, 0, 0), typeof(BatchNormEstimator).Assembly.GetName().Version);

    /// <summary>An older build could not load an assembly version that it is below, and would not get to read the format's version.</summary>
    [Fact]
    public void Save_NamesTheAssemblyWithoutItsVersion()
    {
        byte[] model = Saved();
        Assert.Contains(ZipEntries.Read(model), entry => Find(entry.Content, "MlNetBatchNorm") >= 0);
        Assert.DoesNotContain(ZipEntries.Read(model), entry => Find(entry.Content, "MlNetBatchNorm, Version") >= 0);
    }

    [Theory]
    [InlineData("MlNetBatchNorm, Version=0.0.1.0")]
    [InlineData("MlNetBatchNorm, Version=0.9.9.0")]
    [InlineData("MlNetBatchNorm, Version=1.0.0.0")]
    public void Load_OfAModelOfAnotherBuild_GivesItsOutputs(string assembly)
    {
        byte[] model = Changed(File.ReadAllBytes(GoldenModel.PathOf("model-v1.zip")), content => Replace(content, NameInGoldenModel, assembly));
        IDataView output = _ml.Model.Load(new MemoryStream(model), out _).Transform(GoldenModel.View());
        Assert.Equal(
            ColumnValues.Read(_ml.Model.Load(GoldenModel.Path, out _).Transform(GoldenModel.View()), "Features"), ColumnValues.Read(output, "Features"));
    }

    [Theory]
    [InlineData(0x00010004u, "1.4")]
    [InlineData(0x00020000u, "2.0")]
    public void Load_OfANewerFormat_SaysWhichVersionReadsIt(uint version, string text)
    {
        byte[] model = Changed(Saved(), content => SetFormat(content, version, version));
        TargetInvocationException error = Assert.IsType<TargetInvocationException>(
            Record.Exception(() => _ml.Model.Load(new MemoryStream(model), out _))!.InnerException);
        Assert.Equal(
            $"The model's batch normalization has format {text}, but MlNetBatchNorm 0.1.0 reads formats up to 1.3. Reference the version of " +
            "MlNetBatchNorm that saved the model, or a later one.",
            Assert.IsType<FormatException>(error.InnerException).Message);
    }

    /// <summary>A newer build may say that what it added can be left unread.</summary>
    [Fact]
    public void Load_OfANewerFormatThatThisBuildMayRead_GivesItsColumns()
    {
        byte[] model = Changed(Saved(), content => SetFormat(content, written: 0x00010004, readable: 0x00010003));
        Assert.NotNull(_ml.Model.Load(new MemoryStream(model), out _));
    }

    [Fact]
    public void Load_OfAFormatBeforeTheFirst_IsRefused()
    {
        byte[] model = Changed(Saved(), content => SetFormat(content, 0x00010000, 0x00010000));
        Assert.Contains("too old", Record.Exception(() => _ml.Model.Load(new MemoryStream(model), out _))!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_NamesTheVersionOfItsFormat()
    {
        const uint first = 0x00010001;
        const uint current = 0x00010003;
        Assert.Equal([(current, current)], Formats(Saved()));
        Assert.Equal([(first, first), (first, first)], Formats(File.ReadAllBytes(GoldenModel.PathOf("model-v1.zip"))));
        Assert.Equal([(current, current), (current, current)], Formats(File.ReadAllBytes(GoldenModel.Path)));
    }

    private byte[] Saved()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(10, 3), 3);
        using var stream = new MemoryStream();
        _ml.Model.Save(_ml.Transforms.NormalizeBatch("Y", ColumnValues.Input).Fit(view), view.Schema, stream);
        return stream.ToArray();
    }

    private static byte[] Changed(byte[] model, Action<byte[]> change)
    {
        (string Name, byte[] Content)[] entries = ZipEntries.Read(model);
        byte[][] before = [.. entries.Select(entry => entry.Content.ToArray())];
        foreach ((_, byte[] content) in entries)
            change(content);
        Assert.NotEqual(before, entries.Select(entry => entry.Content));
        return ZipEntries.Write(entries);
    }

    /// <summary>ML.NET's header: the model's signature of eight characters, the version written, and the least version that reads it.</summary>
    private static void SetFormat(byte[] content, uint written, uint readable)
    {
        int signature = content.AsSpan().IndexOf("BATCHNRM"u8);
        if (signature < 0)
            return;
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(signature + 8), written);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(signature + 12), readable);
    }

    private static IEnumerable<(uint Written, uint Readable)> Formats(byte[] model) =>
        from entry in ZipEntries.Read(model)
        let signature = entry.Content.AsSpan().IndexOf("BATCHNRM"u8)
        where signature >= 0
        select (BitConverter.ToUInt32(entry.Content, signature + 8), BitConverter.ToUInt32(entry.Content, signature + 12));

    private static void Replace(byte[] content, string text, string by)
    {
        for (int at; (at = Find(content, text)) >= 0;)
            Encoding.Unicode.GetBytes(by).CopyTo(content, at);
    }

    private static int Find(byte[] content, string text) => content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text));
}
