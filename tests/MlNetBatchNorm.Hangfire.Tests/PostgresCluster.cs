using ClusterProcess;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>A client of a database, and what is in the database.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _database;

    /// <param name="database">The database.</param>
    /// <param name="timeout">How long the client waits for it when it is away.</param>
    public PostgresCluster(string database, TimeSpan? timeout = null)
    {
        _database = database;
        var services = new ServiceCollection();
        services.AddNoLogging();
        services.AddHangfire(configuration => PostgresStorage.Use(configuration, database));
        services.AddChannelStatistics(options => options.StorageTimeout = timeout ?? options.StorageTimeout);
        _services = services.BuildServiceProvider();
        // Hangfire's storage is that of the process at this moment.
        Client = _services.GetRequiredService<ChannelStatisticsClient>();
    }

    public ChannelStatisticsClient Client { get; }

    public IMonitoringApi Monitor => _services.GetRequiredService<JobStorage>().GetMonitoringApi();

    /// <summary>A number that a query gives.</summary>
    public long Count(string query)
    {
        using var connection = new NpgsqlConnection($"{_database};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(query, connection);
        return Convert.ToInt64(command.ExecuteScalar(), null);
    }

    public void Dispose() => _services.Dispose();
}
