using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace MlNetBatchNorm.Tests.Postgres;

/// <summary>A PostgreSQL server of the test's own, on loopback, in a folder of its own. A fixture; tests are skipped where PostgreSQL isn't installed.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Environment.IsPrivilegedProcess ? "/tmp" : Path.GetTempPath(), $"postgres-{Guid.NewGuid():N}");
    private readonly string? _programs = FindPrograms();
    private readonly int _port = FindPort();

    private string Data => Path.Combine(_folder, "data");

    private string Connection => $"Host=127.0.0.1;Port={_port};Username=postgres;Timeout=5";

    /// <summary>It starts with the first database, so a run without one has no server.</summary>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(Data))
        {
            NpgsqlConnection.ClearAllPools();
            Run(Program("pg_ctl"), "stop", "-D", Data, "-m", "immediate");
        }

        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A new database, and how to connect to it; skips the test where there is no server.</summary>
    public string CreateDatabase()
    {
        Assert.SkipWhen(_programs is null, "PostgreSQL is not installed (Debian: apt-get install postgresql).");
        if (!Directory.Exists(Data))
            Create();
        string name = $"test_{Guid.NewGuid():N}";
        // A pooled connection may be of before a restart.
        using var connection = new NpgsqlConnection($"{Connection};Database=postgres;Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return $"{Connection};Database={name}";
    }

    /// <summary>Stops the server, which ends every connection, and starts it again.</summary>
    public void Restart() => Control("restart");

    /// <summary>Stops the server, which ends every connection and refuses new ones.</summary>
    public void Stop() => Run(Program("pg_ctl"), "stop", "-D", Data, "-w", "-m", "immediate");

    /// <summary>Starts the server after <see cref="Stop"/>.</summary>
    public void Start() => Control("start");

    /// <summary>Debian has a folder per version, which is not on the path.</summary>
    private static string? FindPrograms()
    {
        var debian = new DirectoryInfo("/usr/lib/postgresql");
        IEnumerable<string> folders = debian.Exists ? debian.GetDirectories().Select(version => Path.Combine(version.FullName, "bin")) : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => IsFile(Path.Combine(folder, "pg_ctl")) && IsFile(Path.Combine(folder, "initdb")));
    }

    /// <summary>A link may lead nowhere.</summary>
    private static bool IsFile(string path) => File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is not { Exists: false };

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Create()
    {
        Run("mkdir", "-m", "700", _folder);
        Run(Program("initdb"), "-D", Data, "-U", "postgres", "--auth=trust", "--no-sync", "--locale=C");
        Control("start");
    }

    private void Control(string command) => Run(
        Program("pg_ctl"), command, "-D", Data, "-w", "-t", "60", "-m", "immediate", "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off");

    private string Program(string name) => Path.Combine(_programs!, name);

    /// <summary>Runs a program to its end; as Debian's user where this process is root, which PostgreSQL refuses to run as.</summary>
    private static void Run(string program, params string[] arguments)
    {
        // Without a shell's redirection, the server that pg_ctl starts would keep this process's pipes open.
        string[] command = ["-c", "exec \"$0\" \"$@\" > /dev/null 2>&1", program, .. arguments];
        using Process process = Environment.IsPrivilegedProcess
            ? Process.Start("runuser", ["-u", "postgres", "--", "sh", .. command])
            : Process.Start("sh", command);
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
            process.Kill();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
