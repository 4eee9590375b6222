using Hangfire;
using Hangfire.PostgreSql;

namespace ClusterProcess;

/// <summary>How the processes of the tests share a database.</summary>
internal static class PostgresStorage
{
    public static void Use(IGlobalConfiguration configuration, string connection) => configuration.UsePostgreSqlStorage(
        options => options.UseNpgsqlConnection(connection),
        new PostgreSqlStorageOptions
        {
            QueuePollInterval = TimeSpan.FromSeconds(0.2),
            UseSlidingInvisibilityTimeout = true,
            // So soon does another worker take over the shard of one that was killed.
            InvisibilityTimeout = TimeSpan.FromSeconds(3),
            // A worker that is killed while it changes a job's state leaves the job's lock behind, by default for ten minutes.
            DistributedLockTimeout = TimeSpan.FromSeconds(5),
        });
}
