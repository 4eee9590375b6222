using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace MlNetBatchNorm.Tests.House;

/// <summary>The library's rooms and the arrows between them; docs/architecture.md shows them.</summary>
public sealed class RoomTests
{
    /// <summary>From the floor to the roof. A room uses rooms above it in this list, and no others.</summary>
    private static readonly (string Room, string[] Uses)[] Rooms =
    [
        ("Access", []),
        ("Files", []),
        ("Numerics", []),
        ("Arguments", ["Access", "Numerics"]),
        ("Columns", ["Access", "Arguments", "Numerics"]),
        ("Statistics", ["Access", "Columns", "Numerics"]),
        ("Images", ["Files", "Numerics"]),
        ("Rows", ["Access", "Columns", "Numerics"]),
        ("Reading", ["Access", "Columns", "Numerics", "Rows"]),
        ("Persistence", ["Access", "Arguments", "Columns", "Numerics", "Statistics"]),
        ("Fitting", ["Access", "Arguments", "Columns", "Numerics", "Reading", "Rows", "Statistics"]),
        ("Onnx", ["Access", "Arguments", "Columns", "Files", "Numerics", "Persistence"]),
        ("PyTorch", ["Access", "Arguments", "Files"]),
        ("Stock", ["Access", "Arguments", "Columns"]),
        ("Applying", ["Access", "Arguments", "Columns", "Images", "Numerics", "Reading", "Rows"]),
        ("Registration", ["Access", "Persistence"]),
    ];

    /// <summary>The root's own circles: parameters know how they are checked, and read from and written to files.</summary>
    private static readonly string[] MayBeInCircles = ["BatchNormParameters", "Arguments/", "PyTorch/", "Onnx/Import/"];

    [Fact]
    public void Rooms_AreThoseOfTheTable() => Assert.Equal(
        Rooms.Select(room => room.Room).Order(StringComparer.Ordinal),
        SourceFile.All.Select(file => file.Room).Where(room => room.Length > 0).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Besides them, tests have views to read from, pages and rules to check, and rooms for what lies in no room of the library.</summary>
    [Fact]
    public void Tests_AreInTheRoomsOfWhatTheyTest()
    {
        string[] others = ["bin", "obj", "Docs", "Hangfire", "House", "Layer", "OnnxAdaptation", "Properties", "TimeLimits", "Views"];
        string tests = Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests");
        Assert.Empty(Directory.GetDirectories(tests).Select(Path.GetFileName).Except(others).Except(Rooms.Select(room => room.Room)));
    }

    [Fact]
    public void Rooms_UseOnlyRoomsBelow()
    {
        var below = new HashSet<string>();
        foreach ((string room, string[] uses) in Rooms)
        {
            Assert.All(uses, used => Assert.Contains(used, below));
            below.Add(room);
        }
    }

    [Fact]
    public void Files_UseOnlyRoomsThatTheirOwnMayUse()
    {
        Dictionary<string, string[]> uses = Rooms.ToDictionary(room => room.Room, room => room.Uses);
        foreach (SourceFile file in SourceFile.All.Where(file => file.Room.Length > 0))
        {
            string[] others = [.. file.NamedRooms.Where(room => uses.ContainsKey(room) && room != file.Room)];
            Assert.True(others.All(uses[file.Room].Contains), $"{file} uses {string.Join(", ", others.Except(uses[file.Room]))}.");
        }
    }

    /// <summary>Packages beside the core see its public API. What one of them needs of the core's rooms, it compiles into itself.</summary>
    [Theory]
    [InlineData("MlNetBatchNorm.Hangfire")]
    [InlineData("MlNetBatchNorm.Tool", "../MlNetBatchNorm/Files/")]
    [InlineData("MlNetBatchNorm.OnnxTransformer", "../MlNetBatchNorm/Access/", "../MlNetBatchNorm/Files/", "../MlNetBatchNorm/Onnx/")]
    public void OtherPackages_CompileNoOtherRoomsOfTheCore(string package, params string[] rooms)
    {
        XElement[] compiled = [.. XDocument.Load(Path.Combine(Repository.Root, "src", package, package + ".csproj")).Descendants("Compile")];
        Assert.Equal(rooms.Length, compiled.Length);
        Assert.All(
            compiled.SelectMany(item => item.Attribute("Include")!.Value.Split(';')),
            file => Assert.Contains(rooms, room => file.StartsWith(room, StringComparison.Ordinal)));
        Assert.DoesNotContain(
            typeof(BatchNormEstimator).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(),
            friend => friend.AssemblyName.Split(',')[0] == package);
    }

    [Fact]
    public void Files_HaveTheNamespaceOfTheirFolder() => Assert.All(
        SourceFile.All.Where(file => file.DeclaredNamespace.StartsWith("MlNetBatchNorm", StringComparison.Ordinal)),
        file => Assert.Equal(file.FolderNamespace, file.DeclaredNamespace));

    [Fact]
    public void Root_HoldsPublicTypesOnly()
    {
        Type[] types = [.. typeof(BatchNormEstimator).Assembly.GetTypes().Where(type => type is { Namespace: "MlNetBatchNorm", IsNested: false })];
        Assert.NotEmpty(types);
        Assert.All(types, type => Assert.True(type.IsPublic, $"{type} is internal: give it a room."));
    }

    [Fact]
    public void Rooms_HoldInternalTypesOnly() => Assert.All(
        typeof(BatchNormEstimator).Assembly.GetExportedTypes(), type => Assert.Contains(type.Namespace, (string[])["MlNetBatchNorm", "Microsoft.ML"]));

    /// <summary>Rooms see the root without a using: what a user types is made of the rooms, not the other way round.</summary>
    [Fact]
    public void Rooms_DoNotNameTheCatalogTheEstimatorOrTheTransformer()
    {
        TypeName[] surface = [new(nameof(Microsoft.ML.BatchNormCatalog), false), new(nameof(BatchNormTransformer), false), new(nameof(BatchNormEstimator), false),
            new(nameof(ReadImagesTransformer), false), new(nameof(ReadImagesEstimator), false)];
        foreach (SourceFile file in SourceFile.All.Where(file => file.Room is not ("" or "Registration")))
        {
            string code = file.Code.Replace("BatchNormEstimator.Options", "Options", StringComparison.Ordinal);
            Assert.All(surface, type => Assert.DoesNotContain(type.Name, code, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Numerics_KnowNothingOfMlNet()
    {
        SourceFile[] files = [.. SourceFile.All.Where(file => file.Room == "Numerics")];
        Assert.Contains(files, file => file.Path.StartsWith("Numerics/Moments/", StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain("Microsoft.ML", file.Code, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_FormNoCircle()
    {
        SourceFile[] files = [.. SourceFile.All.Where(file => file.Room.Length > 0 && !MayBeInCircles.Any(file.Path.StartsWith))];
        Assert.True(files.Length > 50);
        var graph = new FileGraph(files);
        Assert.All(files, file => Assert.Empty(graph.CircleThrough(file.Path)));
    }

    [Fact]
    public void CircleThrough_FindsTheCircleThatTheTestLooksFor()
    {
        SourceFile[] files = [.. SourceFile.All.Where(file => file.Path is "BatchNormParameters.cs" or "Arguments/ParametersValidation.cs")];
        Assert.Equal(["BatchNormParameters.cs", "Arguments/ParametersValidation.cs", "BatchNormParameters.cs"],
            new FileGraph(files).CircleThrough("BatchNormParameters.cs"));
    }
}
