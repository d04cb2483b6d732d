using Votive.Backend;
using Votive.ServiceDefaults;

return await ServiceProgram.RunAsync(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotiveBackend();
    var app = builder.Build();
    app.UseVotiveBackend();
    return app;
});
