using Hangfire;
using Hangfire.PostgreSql;

namespace Cluster;

/// <summary>Where jobs are stored.</summary>
internal static class Storage
{
    /// <param name="configuration">Hangfire's.</param>
    /// <param name="postgres">The database; null for this process's memory.</param>
    public static void Use(IGlobalConfiguration configuration, string? postgres)
    {
        if (postgres is null)
        {
            configuration.UseInMemoryStorage();
            return;
        }

        configuration.UsePostgreSqlStorage(
            options => options.UseNpgsqlConnection(postgres),
            new PostgreSqlStorageOptions
            {
                // A shard of a worker that gives no sign of life for so long goes to another worker, and so does a lock that it held.
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromSeconds(10),
                DistributedLockTimeout = TimeSpan.FromSeconds(10),
            });
    }
}
