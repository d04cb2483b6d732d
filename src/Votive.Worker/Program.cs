using Votive.Worker;
using Votive.ServiceDefaults;

return await ServiceProgram.RunAsync(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotiveWorker();
    var app = builder.Build();
    app.UseVotiveWorker();
    return app;
});
