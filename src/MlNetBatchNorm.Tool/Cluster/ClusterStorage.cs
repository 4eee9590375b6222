using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MlNetBatchNorm.Tool.Cluster;

/// <summary>The database that workers and submitters share.</summary>
internal static class ClusterStorage
{
    public const string ConnectionHelp =
        "The PostgreSQL database that workers and submitters share, such as \"Host=db;Database=stats;Username=me;Password=...\". The schema 'hangfire' " +
        "is made in it.";

    /// <summary>Of PostgreSQL's advisory locks: any number that nothing else in the database uses.</summary>
    private const long SchemaLock = 6_374_081_297;

    /// <summary>So soon is a shard taken over from a worker that gives no sign of life.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>Connects to the database, makes the schema if it is not there, and adds Hangfire on it.</summary>
    /// <exception cref="ToolException">The database cannot be used.</exception>
    public static void AddHangfire(IServiceCollection services, string connection)
    {
        try
        {
            JobStorage storage = Open(connection);
            services.AddHangfire(configuration => configuration.UseStorage(storage));
        }
        catch (ArgumentException exception)
        {
            throw new ToolException($"--postgres is not a connection: {exception.Message} {ConnectionHelp}");
        }
        catch (NpgsqlException exception)
        {
            throw new ToolException($"The database of --postgres cannot be used: {exception.Message}");
        }
    }

    /// <summary>One process at a time, because the first of all workers that start at once makes the schema.</summary>
    private static PostgreSqlStorage Open(string connection)
    {
        using var own = new NpgsqlConnection(connection);
        own.Open();
        using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({SchemaLock})", own);
        command.ExecuteNonQuery();
        var options = new PostgreSqlStorageOptions
        {
            QueuePollInterval = TimeSpan.FromSeconds(1),
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = Lease,
            // A worker that is killed while it changes a job's state leaves the job's lock behind, by default for ten minutes.
            DistributedLockTimeout = Lease,
        };
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
        command.CommandText = $"SELECT pg_advisory_unlock({SchemaLock})";
        command.ExecuteNonQuery();
        return storage;
    }
}
