using Votive.Worker;
using Votive.ServiceDefaults;

return await ServiceProgram.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotiveWorker();
    var app = builder.Build();
    app.UseVotiveWorker();
    return app;
});
