using Votive.PostgresServer;

// One server for all tests of the assembly, started by the first that asks it for a database.
[assembly: AssemblyFixture(typeof(LocalPostgres))]
