print("imgconv")
