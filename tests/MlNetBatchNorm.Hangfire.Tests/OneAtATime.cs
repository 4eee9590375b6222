using MlNetBatchNorm.Tests.Postgres;
using Xunit.Sdk;
using Xunit.v3;

// Hangfire keeps its storage and its activator for the whole process, so the hosts of two tests may not be there at the same time.
[assembly: Parallelization(Mode = ParallelMode.None)]

// One server is enough, because no two tests are there at the same time either.
[assembly: AssemblyFixture(typeof(PostgresServer))]
