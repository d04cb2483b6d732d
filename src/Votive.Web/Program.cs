using Votive.ServiceDefaults;
using Votive.Web;

return await ServiceProgram.RunAsync(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddVotiveWeb();
    var app = builder.Build();
    app.UseVotiveWeb();
    return app;
});
