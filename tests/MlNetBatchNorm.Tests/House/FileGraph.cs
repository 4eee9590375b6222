namespace MlNetBatchNorm.Tests.House;

/// <summary>Which file uses the types of which others.</summary>
internal sealed class FileGraph
{
    private readonly Dictionary<string, List<string>> _uses = [];

    public FileGraph(IReadOnlyList<SourceFile> files)
    {
        foreach (SourceFile file in files)
            _uses[file.Path] = [.. files.Where(other => other != file && other.DeclaredTypes.Any(file.Names)).Select(other => other.Path)];
    }

    /// <summary>The shortest way from a file back to itself, file by file; empty if there is none.</summary>
    public IReadOnlyList<string> CircleThrough(string file)
    {
        var cameFrom = new Dictionary<string, string>();
        var next = new Queue<string>([file]);
        while (next.TryDequeue(out string? current))
        {
            foreach (string used in _uses[current])
            {
                if (used == file)
                    return Way(cameFrom, file, current);
                if (cameFrom.TryAdd(used, current))
                    next.Enqueue(used);
            }
        }

        return [];
    }

    private static List<string> Way(Dictionary<string, string> cameFrom, string first, string last)
    {
        List<string> way = [first];
        for (string file = last; file != first; file = cameFrom[file])
            way.Insert(0, file);
        way.Insert(0, first);
        return way;
    }
}
