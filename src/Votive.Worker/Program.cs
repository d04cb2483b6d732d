using Votive.ServiceDefaults;
using Votive.Worker;

return await ServiceProgram.RunAsync(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotiveWorker();
    var app = builder.Build();
    app.UseVotiveWorker();
    return app;
});
