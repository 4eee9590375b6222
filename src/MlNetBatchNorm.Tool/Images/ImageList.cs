using System.Security.Cryptography;
using System.Text;
using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>The images that a command is about, in an order that is the same on every machine.</summary>
/// <param name="Root">The folder that the names begin in.</param>
/// <param name="Names">The files' names in it, in ordinal order, with forward slashes if they come from a folder.</param>
/// <param name="LeftOut">What else is in a folder.</param>
internal sealed record ImageList(string Root, IReadOnlyList<string> Names, LeftOut LeftOut)
{
    private static readonly string[] Extensions = [".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".webp"];

    private const int LinksAtOnce = 16;

    /// <summary>What the list is made of, for people and to tell lists apart: it depends on the names alone.</summary>
    public string Description => FormattableString.Invariant($"{Names.Count} images, list {Hash()}");

    /// <summary>The images in a folder and the folders in it, or those that a text file lists, one a line.</summary>
    /// <exception cref="ToolException">There are none.</exception>
    public static ImageList Find(string path)
    {
        ImageList list = Directory.Exists(path) ? OfFolder(path)
            : !File.Exists(path) ? throw new ToolException($"There is no folder or file '{path}'. Give a folder of images, or a text file with one path per line.")
            : IsImage(path) ? throw new ToolException($"'{path}' is an image. Give a folder of images, or a text file with one path per line.")
            : OfTextFile(path);
        return list.Names.Count > 0 ? list : throw new ToolException(Directory.Exists(path)
            ? $"The folder '{path}' has no images: no file in it ends in {string.Join(", ", Extensions)}.{(list.LeftOut.IsEmpty ? "" : $" {list.LeftOut}.")}"
            : $"The file '{path}' lists no images. Write one path per line into it.");
    }

    /// <summary>The paths of some of the files.</summary>
    public IReadOnlyList<string> Paths(IEnumerable<string> names) => [.. names.Select(name => Path.GetFullPath(name, Root))];

    /// <summary>Whether a file's name is that of an image.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static ImageList OfFolder(string path)
    {
        var folder = new ImageFolder(path);
        return new ImageList(Path.GetFullPath(path), folder.Names, folder.LeftOut);
    }

    private static ImageList OfTextFile(string path)
    {
        string[] names = [.. PathList.Read(path).Order(StringComparer.Ordinal)];
        // What writes to a pipe, such as find, gives paths from where it is.
        string root = RegularFile.FindOther(path) is null ? Path.GetDirectoryName(Path.GetFullPath(path))! : Environment.CurrentDirectory;
        var list = new ImageList(root, names, new LeftOut());
        list.CheckDistinct(path);
        return list;
    }

    /// <summary>A share on the network is asked for each link: many at once.</summary>
    private void CheckDistinct(string path)
    {
        var realPath = new RealPath();
        var files = new Dictionary<string, string>(RealPath.Comparer);
        foreach ((string name, string real) in Names.Zip(Paths(Names).AsParallel().AsOrdered().WithDegreeOfParallelism(LinksAtOnce).Select(realPath.Of)))
        {
            if (!files.TryAdd(real, name))
                throw new ToolException(files[real] == name
                    ? $"The file '{path}' lists '{name}' twice, and it would count twice. Remove one of the lines."
                    : $"The file '{path}' lists '{files[real]}' and '{name}', which are one file and would count twice. Remove one of the lines.");
        }
    }

    private string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Names))))[..16];
}
