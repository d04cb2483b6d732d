using Votive.Backend;
using Votive.ServiceDefaults;

return await ServiceProgram.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotiveBackend();
    var app = builder.Build();
    app.UseVotiveBackend();
    return app;
});
